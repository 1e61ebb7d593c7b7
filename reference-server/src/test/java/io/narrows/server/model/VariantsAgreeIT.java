package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenTolerance.Tier;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.minilm.Assignment;
import io.narrows.server.model.search.MixedPrecision;
import io.narrows.server.model.search.PairSimilarities;
import io.narrows.server.model.search.SwitchedTrials;
import io.narrows.server.model.search.Texts;
import io.narrows.server.model.search.Trials.Part;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every variant that a CPU can run against 32-bit floats with plain attention, and against itself in other batches. */
class VariantsAgreeIT {
    /** Elements of vectors of length 1: a few units in the last place of the largest of them. */
    private static final double FEW_ULP = 1e-6;

    /** Between a form's vector of a text and that of 32-bit floats. */
    private static final Map<Variant, Double> LEAST_COSINE = Map.of(
            Variant.FP32_SDPA, 0.999999,
            Variant.BF16, 0.9995,
            Variant.INT8_DYNAMIC, 0.93,
            Variant.INT8_ROWS, 0.97,
            Variant.MIXED, 0.97);

    /** Of which texts are alike, over all pairs. */
    private static final Map<Variant, Double> LEAST_AGREEMENT = Map.of(
            Variant.FP32_SDPA, 0.999999,
            Variant.BF16, 0.9995,
            Variant.INT8_DYNAMIC, 0.95,
            Variant.INT8_ROWS, 0.99,
            Variant.MIXED, 0.99);

    private static final List<String> ODD = BatchMates.ODD;
    private static final List<String> HELD_OUT = Texts.builtIn().heldOut();

    private static TextModel floats;
    private static List<Tokens> texts;
    private static float[][] expected;

    @BeforeAll
    static void open() {
        floats = Models.open(Variant.FP32);
        List<String> all = new ArrayList<>(ODD);
        all.addAll(HELD_OUT);
        all.addAll(Texts.builtIn().checkedBy());
        texts = all.stream().map(floats::encode).toList();
        expected = alone(floats, texts);
    }

    @AfterAll
    static void close() {
        floats.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32_SDPA", "BF16", "INT8_DYNAMIC", "INT8_ROWS", "MIXED"})
    void answersStayWithinWhatTheFormMayCost(Variant variant) {
        try (TextModel model = Models.open(variant)) {
            float[][] actual = alone(model, texts);
            for (int i = 0; i < actual.length; i++) {
                double cosine = cosine(expected[i], actual[i]);
                assertTrue(cosine >= LEAST_COSINE.get(variant), "text " + i + " has cosine " + cosine);
            }
            double agreement = PairSimilarities.agreement(PairSimilarities.of(expected), PairSimilarities.of(actual));
            assertTrue(agreement >= LEAST_AGREEMENT.get(variant), "agreement " + agreement);
            if (variant.tier() != Tier.SAME_PRECISION_OTHER_ENGINE) {
                // What is equal to 32-bit floats is not computed in fewer bits.
                assertFalse(Arrays.equals(expected[1], actual[1]));
            }
            assertEquals(variant.label(), model.info().properties().get("variant"));
            assertEquals(variant.precision(), model.info().properties().get("precision"));
        }
    }

    @Test
    void fusedAttentionAgreesWithPlainAttentionAloneAndPadded() {
        try (TextModel fused = Models.open(Variant.FP32_SDPA)) {
            List<Tokens> batch = texts.subList(0, ODD.size());
            float[][] padded = run(fused, batch);
            for (int i = 0; i < padded.length; i++) {
                assertClose(expected[i], run(fused, List.of(batch.get(i)))[0]);
                assertClose(expected[i], padded[i]);
            }
        }
    }

    @Test
    void withAScaleForEachTokenNoBatchMateAndNoPaddingChangesABit() {
        try (TextModel rows = Models.open(Variant.INT8_ROWS)) {
            assertEquals(List.of(), BatchMates.differing(rows, texts));
        }
    }

    /** Element-wise work is cut by threads; where a piece ends must not matter either. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void neitherDoTheThreadsInsideAForward(int threads) throws Exception {
        assertEquals("0 of 120 differ", differing(Variant.INT8_ROWS, threads));
    }

    /** The same measurement sees the form that is not so. */
    @Test
    void withOneScaleForAllTheyChangeMostAnswers() throws Exception {
        String told = differing(Variant.INT8_DYNAMIC, 2);
        assertTrue(Integer.parseInt(told.split(" ")[0]) > 60, told);
    }

    private static String differing(Variant variant, int threads) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BatchMates.class.getName(),
                        variant.label(),
                        Integer.toString(threads))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), out);
            return out.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void withOneScaleForAllABatchMateChangesTheAnswer() {
        // What the form above is there for: the same text, another neighbour.
        try (TextModel dynamic = Models.open(Variant.INT8_DYNAMIC)) {
            float[] alone = run(dynamic, List.of(texts.get(1)))[0];
            float[] together = run(dynamic, List.of(texts.get(1), texts.get(2)))[0];
            assertTrue(cosine(alone, together) < 1 - 1e-5, "cosine " + cosine(alone, together));
        }
    }

    @Test
    void theSearchTriesWhatTheArchiveOfItsResultComputes() {
        Assignment assignment = MixedPrecision.BUILT_IN;
        try (TextModel mixed = Models.open(Variant.MIXED);
                SwitchedTrials trials =
                        new SwitchedTrials(Texts.builtIn(), 1, 1, 16, Models.cache(), PrepareListener.SILENT)) {
            float[][] vectors = new float[HELD_OUT.size()][];
            float[][] wholeFloats = new float[vectors.length][];
            System.arraycopy(alone(mixed, texts), ODD.size(), vectors, 0, vectors.length);
            System.arraycopy(expected, ODD.size(), wholeFloats, 0, vectors.length);
            double served = PairSimilarities.agreement(PairSimilarities.of(wholeFloats), PairSimilarities.of(vectors));
            assertEquals(served, trials.agreement(assignment, Part.HELD_OUT), 1e-5);
            long[][] times = trials.timesNs(List.of(Assignment.NONE, assignment), 3);
            assertEquals(2, times.length);
            assertTrue(Arrays.stream(times[1]).allMatch(time -> time > 0));
        }
    }

    @Test
    void aFormForGpusIsRefusedOnACpu() {
        ModelException e = assertThrows(ModelException.class, () -> Models.open(Variant.FP16));
        assertEquals("variant \"fp16\" needs a GPU; on a CPU use \"bf16\" or \"int8-rows\"", e.getMessage());
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

    private static float[][] alone(TextModel model, List<Tokens> texts) {
        float[][] vectors = new float[texts.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = run(model, List.of(texts.get(i)))[0];
        }
        return vectors;
    }

    private static float[][] run(TextModel model, List<Tokens> texts) {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
        }
        return product;
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            assertTrue(Float.isFinite(actual[i]), "value " + i + " is " + actual[i]);
            worst = Math.max(worst, Math.abs((double) expected[i] - actual[i]));
        }
        assertTrue(worst <= FEW_ULP, "max abs difference " + worst);
    }
}
