package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenMetric;
import io.narrows.golden.GoldenSample;
import io.narrows.golden.GoldenTolerance.Tier;
import io.narrows.golden.LayerComparison;
import io.narrows.golden.LayeredModel;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.minilm.MiniLmStates;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first layer that parts from ONNX Runtime is the one in which a fault was planted. */
class ModelLayersTest {
    private static final EngineOptions TORCH = new EngineOptions(EngineOptions.PYTORCH, 1);
    private static final double MIN_SQNR_DB = LayerComparison.minSqnrDb(Tier.SAME_PRECISION_OTHER_ENGINE);

    private static LayeredModel trusted;
    private static List<GoldenSample> samples;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws Exception {
        trusted = ModelLayers.open(TextModels.MINILM, new EngineOptions(EngineOptions.ONNXRUNTIME, 1), Models.cache());
        samples = BuiltInSet.read().samples().stream()
                .filter(sample -> Set.of("char-latin", "sentence", "json").contains(sample.id()))
                .toList();
        assertEquals(3, samples.size());
    }

    @AfterAll
    static void close() {
        trusted.close();
    }

    @Test
    void theModelAsItIsAgreesInEveryLayer() {
        try (LayeredModel torch = ModelLayers.open(TextModels.MINILM, TORCH, Models.cache())) {
            LayerComparison compared = compare(torch);
            assertEquals(
                    MiniLmStates.names(),
                    compared.layers().stream().map(LayerComparison.Layer::name).toList());
            assertTrue(compared.first().isEmpty(), compared.toString());
            assertEquals("PyTorch", torch.title().split(" ", 2)[0]);
        }
    }

    @Test
    void aFaultIsFoundInTheLayerInWhichItIs() throws Exception {
        Path mutated = MutantArchives.onnx(
                folder,
                "encoder.layer.3.attention.output.LayerNorm.bias",
                new long[] {MiniLm.HIDDEN},
                biases -> biases.put(7, biases.get(7) + 0.5f));
        try (LayeredModel wrong = ModelLayers.open(mutated, TextModels.MINILM, TORCH, Models.cache())) {
            LayerComparison compared = compare(wrong);
            LayerComparison.Layer first = compared.first().orElseThrow();
            assertEquals("layer3", first.name(), compared.toString());
            assertTrue(first.figures().get(GoldenMetric.SQNR) < MIN_SQNR_DB - 30, first.toString());
        }
    }

    private static LayerComparison compare(LayeredModel suspected) {
        return LayerComparison.of(samples, trusted, suspected, MIN_SQNR_DB, GoldenListener.NONE);
    }
}
