package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenDeviation.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GoldenCheckTest {
    private static final String[] TEXTS = {"a", "", "two words", "a rather longer text than the others", "two words"};

    private final GoldenSet set = HandMadeModel.set(TEXTS);

    @Test
    void faithfulModelPassesAloneAndInBatches() {
        HandMadeModel model = HandMadeModel.faithful();
        List<String> steps = new ArrayList<>();
        GoldenResult result =
                GoldenCheck.run(set, model, (step, done, total) -> steps.add(step + " " + done + "/" + total));
        assertTrue(result.passed(), result.reason());
        assertEquals("all 5 samples agree", result.reason());
        assertEquals(5, result.compared());
        assertEquals(5, result.batched());
        assertEquals(0.0, result.maxAbs());
        assertEquals(List.of("golden, one by one 1/5", "golden, in batches 1/1"), List.of(steps.get(0), steps.get(5)));
        assertEquals(6, model.asked.size());
        assertNotNull(result.worst(), "the farthest sample is named when all agree, too");
    }

    @Test
    void batchesCanBeLeftOut() {
        HandMadeModel model = HandMadeModel.faithful();
        GoldenResult result =
                GoldenCheck.run(set, model, GoldenCheckOptions.defaults().batches(false), GoldenListener.NONE);
        assertTrue(result.passed());
        assertEquals(0, result.batched());
        assertEquals(5, model.asked.size());
    }

    @Test
    void worstSampleElementAndFigureAreNamed() {
        GoldenDeviation worst = failing(inputs -> HandMadeModel.text(inputs).startsWith("a rather")
                ? HandMadeModel.changed(inputs, values -> values[2] += 0.5f)
                : HandMadeModel.embed(inputs));
        assertEquals("s3", worst.sample());
        assertEquals("embedding", worst.output());
        assertEquals(2, worst.element());
        assertEquals("[0, 2]", worst.index());
        assertEquals(Metric.MAX_ABS, worst.metric());
        assertEquals(0.5, worst.value(), 1e-6);
        assertEquals(1e-5, worst.limit());
        assertTrue(
                worst.line()
                        .startsWith("sample 's3' \"a rather longer text than the others\", asked alone: "
                                + "output 'embedding' element 2 [0, 2]: max abs "),
                worst.line());
    }

    @Test
    void toleranceThatWouldHavePassedIsStated() {
        GoldenResult result = GoldenCheck.run(
                set,
                new HandMadeModel(inputs -> HandMadeModel.changed(inputs, values -> values[1] += 0.25f)),
                GoldenListener.NONE);
        assertFalse(result.passed());
        assertEquals(0.25, result.maxAbs(), 1e-6);
        GoldenSet wide = new GoldenSet(
                set.model(),
                set.modelHash(),
                set.engine(),
                set.recorded(),
                new GoldenTolerance(
                        GoldenTolerance.Tier.SAME_PRECISION_OTHER_ENGINE, result.maxAbs(), result.minCosine()),
                set.samples());
        assertTrue(GoldenCheck.run(
                        wide,
                        new HandMadeModel(inputs -> HandMadeModel.changed(inputs, values -> values[1] += 0.25f)),
                        GoldenListener.NONE)
                .passed());
    }

    @Test
    void directionIsCheckedWhereEveryElementIsClose() {
        GoldenSet loose = new GoldenSet(
                set.model(),
                set.modelHash(),
                set.engine(),
                set.recorded(),
                new GoldenTolerance(GoldenTolerance.Tier.SAME_PRECISION_OTHER_ENGINE, 1, 0.99999),
                set.samples());
        GoldenResult result = GoldenCheck.run(
                loose,
                new HandMadeModel(inputs -> HandMadeModel.changed(inputs, values -> values[0] -= 0.1f)),
                GoldenListener.NONE);
        assertFalse(result.passed());
        assertNotNull(result.worst());
        assertEquals(Metric.COSINE, result.worst().metric());
    }

    @Test
    void nanFails() {
        GoldenDeviation worst = failing(inputs -> HandMadeModel.changed(inputs, values -> values[3] = Float.NaN));
        assertEquals(Metric.NON_FINITE, worst.metric());
        assertEquals(3, worst.element());
        assertEquals("NaN", worst.actual());
        assertTrue(worst.line().contains("NaN or infinity"), worst.line());
    }

    @Test
    void infinityFails() {
        assertEquals(
                Metric.NON_FINITE,
                failing(inputs -> HandMadeModel.changed(inputs, values -> values[0] = Float.NEGATIVE_INFINITY))
                        .metric());
    }

    @Test
    void negativeZeroEqualsZero() {
        GoldenSet zeros = set(new float[] {0f, -0f, 1f, 0f});
        GoldenResult result =
                GoldenCheck.run(zeros, answering("embedding", List.of(1L, 4L), -0f, 0f, 1f, -0f), GoldenListener.NONE);
        assertTrue(result.passed(), result.reason());
        assertEquals(0.0, result.maxAbs());
    }

    @Test
    void nonFiniteValuesOfTheSetMustComeBackAtTheirPlaces() {
        GoldenSet odd = set(new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1f, 0f});
        List<Long> shape = List.of(1L, 4L);
        assertTrue(GoldenCheck.run(
                        odd,
                        answering("embedding", shape, Float.NaN, Float.POSITIVE_INFINITY, 1f, 0f),
                        GoldenListener.NONE)
                .passed());
        assertFalse(GoldenCheck.run(
                        odd,
                        answering("embedding", shape, Float.NaN, Float.NEGATIVE_INFINITY, 1f, 0f),
                        GoldenListener.NONE)
                .passed());
        assertFalse(GoldenCheck.run(
                        odd, answering("embedding", shape, 0f, Float.POSITIVE_INFINITY, 1f, 0f), GoldenListener.NONE)
                .passed());
    }

    @Test
    void wrongShapeFails() {
        GoldenDeviation worst = failing(inputs -> answer("embedding", List.of(4L, 1L), 1, 0, 0, 0));
        assertEquals(Metric.SHAPE, worst.metric());
        assertEquals("[1, 4]", worst.expected());
        assertEquals("[4, 1] with 4 values", worst.actual());
    }

    @Test
    void shapeThatDoesNotFitItsValuesFails() {
        assertEquals(
                Metric.SHAPE,
                failing(inputs -> answer("embedding", List.of(1L, 4L), 1, 0, 0)).metric());
    }

    @Test
    void wrongNameIsMissingAndExtra() {
        List<Metric> metrics = failures(inputs -> answer("embeddings", List.of(1L, 4L), 1, 0, 0, 0)).stream()
                .filter(deviation -> deviation.sample().equals("s0"))
                .map(GoldenDeviation::metric)
                .toList();
        assertEquals(List.of(Metric.MISSING_OUTPUT, Metric.EXTRA_OUTPUT), metrics.subList(0, 2));
    }

    @Test
    void missingOutputFails() {
        assertEquals(Metric.MISSING_OUTPUT, failing(inputs -> List.of()).metric());
    }

    @Test
    void extraOutputFails() {
        GoldenDeviation worst = failing(inputs -> {
            List<GoldenTensor> all = new ArrayList<>(HandMadeModel.embed(inputs));
            all.add(new GoldenTensor.Texts(
                    "language",
                    List.of((long) HandMadeModel.rows(inputs)),
                    java.util.Collections.nCopies(HandMadeModel.rows(inputs), "en")));
            return all;
        });
        assertEquals(Metric.EXTRA_OUTPUT, worst.metric());
        assertEquals("language", worst.output());
    }

    @Test
    void doubledOutputFails() {
        assertEquals(
                Metric.DUPLICATE_OUTPUT,
                failing(inputs -> List.of(
                                HandMadeModel.embed(inputs).get(0),
                                HandMadeModel.embed(inputs).get(0)))
                        .metric());
    }

    @Test
    void wrongDatatypeFails() {
        GoldenDeviation worst = failing(inputs -> List.of(new GoldenTensor.Texts(
                "embedding",
                List.of((long) HandMadeModel.rows(inputs)),
                java.util.Collections.nCopies(HandMadeModel.rows(inputs), "x"))));
        assertEquals(Metric.DATATYPE, worst.metric());
        assertEquals(
                "output 'embedding' datatype: expected FP32, actual BYTES",
                worst.line().substring(worst.line().indexOf("output")));
    }

    @Test
    void oneFailingSampleIsNamedAndTheOthersAreCompared() {
        GoldenResult result = GoldenCheck.run(
                set,
                new HandMadeModel(inputs -> {
                    if (HandMadeModel.rows(inputs) == 1
                            && HandMadeModel.text(inputs).isEmpty()) {
                        throw new IllegalArgumentException("no text\nat all");
                    }
                    return HandMadeModel.embed(inputs);
                }),
                GoldenListener.NONE);
        assertFalse(result.passed());
        assertEquals(1, result.failed());
        assertEquals("1 of 5 samples do not agree", result.reason());
        assertNotNull(result.worst());
        assertEquals("s1", result.worst().sample());
        assertEquals(
                "sample 's1' \"\", asked alone: no answer: java.lang.IllegalArgumentException: no text",
                result.worst().line());
    }

    @Test
    void faultThatOnlyBatchesShowIsFound() {
        GoldenDeviation worst = failing(inputs -> HandMadeModel.rows(inputs) == 1
                ? HandMadeModel.embed(inputs)
                : HandMadeModel.changed(inputs, values -> values[4] += 0.1f));
        assertEquals("in a batch of 5", worst.mode());
    }

    @Test
    void rowsInTheWrongOrderAreFound() {
        GoldenDeviation worst = failing(inputs -> HandMadeModel.changed(inputs, values -> {
            for (int i = 0; values.length > 4 && i < 4; i++) {
                float first = values[i];
                values[i] = values[values.length - 4 + i];
                values[values.length - 4 + i] = first;
            }
        }));
        assertEquals("in a batch of 5", worst.mode());
    }

    @Test
    void batchWithTooFewRowsFailsAllItsSamples() {
        GoldenResult result = GoldenCheck.run(
                set,
                new HandMadeModel(inputs -> HandMadeModel.rows(inputs) == 1
                        ? HandMadeModel.embed(inputs)
                        : answer("embedding", List.of(1L, 4L), 1, 0, 0, 0)),
                GoldenListener.NONE);
        assertEquals(5, result.failed());
        assertTrue(
                result.failures().get(0).line().contains("it must have 5 rows"),
                result.failures().get(0).line());
    }

    @Test
    void emptySetDoesNotPass() {
        GoldenSet empty = new GoldenSet("hand", "", "Hand", set.recorded(), GoldenTolerance.DEFAULT, List.of());
        GoldenResult result = GoldenCheck.run(empty, HandMadeModel.faithful(), GoldenListener.NONE);
        assertFalse(result.passed());
        assertFalse(result.decided());
        assertEquals("the set has 0 samples; nothing was compared", result.reason());
        assertNull(result.worst());
        assertTrue(Double.isNaN(result.maxAbs()));
    }

    @Test
    void modelWithAnotherHashIsNotCompared() {
        HandMadeModel other = HandMadeModel.faithful();
        other.hash = "b".repeat(64);
        GoldenResult result = GoldenCheck.run(set, other, GoldenListener.NONE);
        assertFalse(result.passed());
        assertFalse(result.decided());
        assertEquals(0, other.asked.size());
        assertTrue(result.reason().endsWith("nothing was compared"), result.reason());
        assertTrue(GoldenCheck.run(set, other, GoldenCheckOptions.defaults().anyModelHash(true), GoldenListener.NONE)
                .passed());
    }

    @Test
    void modelWithoutAHashIsCompared() {
        HandMadeModel unknown = HandMadeModel.faithful();
        unknown.hash = "";
        assertTrue(GoldenCheck.run(set, unknown, GoldenListener.NONE).passed());
    }

    @Test
    void modelThatCannotBeReachedEndsTheCheck() {
        HandMadeModel gone = new HandMadeModel(inputs -> {
            throw GoldenException.unavailable("connection refused", new IOException());
        });
        GoldenException e = assertThrows(GoldenException.class, () -> GoldenCheck.run(set, gone, GoldenListener.NONE));
        assertEquals("sample 's0': connection refused", e.getMessage());
        assertEquals(1, gone.asked.size());
    }

    private GoldenDeviation failing(Function<List<GoldenTensor>, List<GoldenTensor>> answering) {
        GoldenResult result = GoldenCheck.run(set, new HandMadeModel(answering), GoldenListener.NONE);
        assertFalse(result.passed());
        assertNotNull(result.worst());
        assertFalse(result.worst().within());
        return result.worst();
    }

    private List<GoldenDeviation> failures(Function<List<GoldenTensor>, List<GoldenTensor>> answering) {
        return GoldenCheck.run(set, new HandMadeModel(answering), GoldenListener.NONE)
                .failures();
    }

    private static GoldenSet set(float[] values) {
        return new GoldenSet(
                "hand",
                "",
                "Hand",
                java.time.Instant.EPOCH,
                GoldenTolerance.DEFAULT,
                List.of(HandMadeModel.inputs("x")
                        .samples()
                        .get(0)
                        .answered(List.of(new GoldenTensor.Floats("embedding", List.of(1L, 4L), values)))));
    }

    private static HandMadeModel answering(String name, List<Long> shape, float... values) {
        HandMadeModel model = new HandMadeModel(inputs -> answer(name, shape, values));
        model.hash = "";
        return model;
    }

    private static List<GoldenTensor> answer(String name, List<Long> shape, float... values) {
        return List.of(new GoldenTensor.Floats(name, shape, values));
    }
}
