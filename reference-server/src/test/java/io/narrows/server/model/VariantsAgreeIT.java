package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.variants.Variant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fused attention against plain attention: the same numbers but for the order of their sums, padding hidden as well. */
class VariantsAgreeIT {
    /** Elements of vectors of length 1: a few units in the last place of the largest of them. */
    private static final double MAX_ABS = 1e-6;

    private static final List<String> TEXTS = List.of(
            "",
            "The quick brown fox jumps over the lazy dog.",
            "one two three four five six seven eight nine ten ".repeat(12),
            "profiling ".repeat(600));

    private static TextModel plain;
    private static TextModel fused;

    @BeforeAll
    static void open() {
        plain = Models.open(Variant.FP32);
        fused = Models.open(Variant.FP32_SDPA);
    }

    @AfterAll
    static void close() {
        fused.close();
        plain.close();
    }

    @Test
    void eachTextAloneAndPaddedAgreesWithPlainAttentionAlone() {
        List<Tokens> batch = TEXTS.stream().map(plain::encode).toList();
        float[][] padded = run(fused, batch);
        for (int i = 0; i < padded.length; i++) {
            float[] expected = run(plain, List.of(batch.get(i)))[0];
            assertClose(expected, run(fused, List.of(batch.get(i)))[0]);
            assertClose(expected, padded[i]);
        }
    }

    @Test
    void metadataNameTheVariant() {
        assertEquals("fp32", plain.info().properties().get("variant"));
        assertEquals("fp32-sdpa", fused.info().properties().get("variant"));
        assertEquals("fp32", fused.info().properties().get("precision"));
    }

    @Test
    void onnxRuntimeRefusesAnotherVariant() {
        EngineOptions options = new EngineOptions(EngineOptions.ONNXRUNTIME, Variant.FP32_SDPA, 1);
        ModelException e = assertThrows(
                ModelException.class,
                () -> TextModels.open(TextModels.MINILM, options, Models.cache(), PrepareListener.SILENT));
        assertEquals(
                "variant \"fp32-sdpa\" needs engine \"pytorch\": engine \"onnxruntime\" runs the ONNX file as it is",
                e.getMessage());
    }

    private static float[][] run(TextModel model, List<Tokens> texts) {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            assertTrue(Float.isFinite(actual[i]), "value " + i + " is " + actual[i]);
            worst = Math.max(worst, Math.abs((double) expected[i] - actual[i]));
        }
        assertTrue(worst <= MAX_ABS, "max abs difference " + worst);
    }
}
