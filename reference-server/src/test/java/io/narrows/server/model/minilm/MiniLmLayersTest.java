package io.narrows.server.model.minilm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MiniLmLayersTest {
    @Test
    void tellsLayersByTheLinearOnesBeforeThem() {
        List<String> calls = new ArrayList<>(List.of("aten::embedding", "aten::layer_norm"));
        for (int layer = 0; layer < MiniLm.LAYERS; layer++) {
            calls.addAll(List.of(
                    "aten::linear",
                    "aten::linear",
                    "aten::linear",
                    "aten::matmul",
                    "aten::softmax",
                    "aten::linear",
                    "aten::layer_norm",
                    "aten::linear",
                    "aten::gelu",
                    "aten::linear",
                    "aten::layer_norm"));
        }
        calls.add("aten::sum");

        List<String> layers = MiniLmLayers.of(calls);

        assertEquals(List.of("embeddings", "embeddings"), layers.subList(0, 2));
        assertEquals(
                List.of(
                        "layer2.query",
                        "layer2.key",
                        "layer2.value",
                        "layer2.attention",
                        "layer2.attention",
                        "layer2.attended",
                        "layer2.norm1",
                        "layer2.up",
                        "layer2.gelu",
                        "layer2.down",
                        "layer2.norm2"),
                layers.subList(2 + 2 * 11, 2 + 3 * 11));
        assertEquals("pooling", layers.get(layers.size() - 1));
    }

    @Test
    void inBytesQueryKeyAndValueAreOneProduct() {
        String rows = "quantized::linear_with_input_q_dq_qweight_dq_output_fp32";
        List<String> calls = new ArrayList<>(List.of("aten::embedding", "aten::layer_norm"));
        for (int layer = 0; layer < MiniLm.LAYERS; layer++) {
            // The second layer has query, key and value in floats, and its last product.
            calls.addAll(
                    layer == 1
                            ? List.of("aten::linear", "aten::linear", "aten::linear", rows, rows, "aten::linear")
                            : List.of(rows, rows, rows, rows));
            calls.add("aten::layer_norm");
        }
        List<String> layers = MiniLmLayers.of(calls);
        assertEquals(
                List.of(
                        "layer0.qkv",
                        "layer0.attended",
                        "layer0.up",
                        "layer0.down",
                        "layer0.norm2",
                        "layer1.query",
                        "layer1.key",
                        "layer1.value",
                        "layer1.attended",
                        "layer1.up",
                        "layer1.down"),
                layers.subList(2, 13));
        assertEquals("layer5.down", layers.get(layers.size() - 2));
        // A product in bytes where key or value should be is another network.
        calls.set(8, rows);
        assertEquals("", MiniLmLayers.of(calls).get(0));
    }

    @Test
    void namesNothingInAnotherNetwork() {
        assertEquals(List.of("", ""), MiniLmLayers.of(List.of("aten::linear", "aten::relu")));
        assertEquals(List.of(), MiniLmLayers.of(List.of()));
    }
}
