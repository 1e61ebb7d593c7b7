package io.narrows.server.model.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxLayersTest {

    @Test
    void aNodeIsInItsModule() {
        assertEquals(
                List.of(
                        "encoder.layer.0.intermediate.dense",
                        "encoder.layer.0.output.LayerNorm",
                        "encoder.layer.0.attention.self",
                        ""),
                OnnxLayers.of(List.of(
                        "/encoder/layer.0/intermediate/dense/MatMul",
                        "/encoder/layer.0/output/LayerNorm/Mul/LayerNormFusion/",
                        "/encoder/layer.0/attention/self/MatMul/MatMulScaleFusion/",
                        "/Unsqueeze_1")));
    }

    @Test
    void aNodeWithoutAPathIsWithTheOneBefore() {
        assertEquals(
                List.of("", "a.dense", "a.dense", "a.dense", "b"),
                OnnxLayers.of(List.of("Start", "/a/dense/MatMul", "BiasGelu", "BiasGelu_token_9", "/b/Add")));
    }

    @Test
    void namesThatAreOnlySlashesAreNoModule() {
        assertEquals(List.of("", ""), OnnxLayers.of(List.of("/", "//MatMulFusion/")));
    }
}
