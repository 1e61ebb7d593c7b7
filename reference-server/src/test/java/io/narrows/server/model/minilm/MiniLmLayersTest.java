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
    void namesNothingInAnotherNetwork() {
        assertEquals(List.of("", ""), MiniLmLayers.of(List.of("aten::linear", "aten::relu")));
        assertEquals(List.of(), MiniLmLayers.of(List.of()));
    }
}
