package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenDeviation.Metric;
import io.narrows.golden.GoldenTolerance.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each tier lets through what its kind of change does, and nothing of the next kind. */
class GoldenTierTest {
    private static final int WIDTH = 64;
    private static final int SAMPLES = 40;

    @Test
    void bitwiseLetsNothingThrough() {
        assertTrue(check(Tier.BITWISE, values -> values).passed());
        GoldenResult result = check(Tier.BITWISE, values -> change(values, 3, Math.nextUp(values[3])));
        assertFalse(result.passed());
        assertNotNull(result.worst());
        assertEquals(Metric.BITS, result.worst().metric());
        assertEquals(3, result.worst().element());
        assertEquals(0, result.counts().bitEqual());
        assertTrue(
                result.worst().line().contains("element 3 [0, 3]: bits 1.0 with limit 0.0"),
                result.worst().line());
    }

    @Test
    void bitwiseTellsZeroFromNegativeZero() {
        GoldenSet zero = oneRow(0f, 1f);
        GoldenCheckOptions bitwise = GoldenCheckOptions.defaults().tolerance(Tier.BITWISE.tolerance());
        assertTrue(GoldenCheck.run(zero, answers(0f, 1f), bitwise, GoldenListener.NONE)
                .passed());
        assertFalse(GoldenCheck.run(zero, answers(-0f, 1f), bitwise, GoldenListener.NONE)
                .passed());
    }

    @Test
    void fewUlpCountsInLastPlacesOfTheLargestOfTheRow() {
        GoldenSet large = oneRow(1000f, 1e-9f);
        GoldenCheckOptions fewUlp = GoldenCheckOptions.defaults().tolerance(Tier.FEW_ULP.tolerance());
        float at = 1000f;
        for (int step = 0; step < 32; step++) {
            at = Math.nextUp(at);
        }
        assertTrue(GoldenCheck.run(large, answers(at, 5e-7f), fewUlp, GoldenListener.NONE)
                .passed());
        GoldenResult result = GoldenCheck.run(large, answers(Math.nextUp(at), 1e-9f), fewUlp, GoldenListener.NONE);
        assertFalse(result.passed());
        assertEquals(33, result.figures().get(GoldenMetric.MAX_ULP));
        assertTrue(GoldenCheck.run(large, answers(1000f, 32 * Math.ulp(1000f)), fewUlp, GoldenListener.NONE)
                .passed());
        assertFalse(GoldenCheck.run(large, answers(1000f, 33 * Math.ulp(1000f)), fewUlp, GoldenListener.NONE)
                .passed());
    }

    /** Vectors of length 1 are what most models answer: a limit in floats must not be lost in a floor there. */
    @Test
    void fewUlpRefusesOfVectorsOfLengthOneWhatAnotherEngineMayDo() {
        UnaryOperator<float[]> little = values -> change(values, 3, values[3] + 2e-6f);
        assertTrue(check(Tier.SAME_PRECISION_OTHER_ENGINE, little).passed());
        GoldenResult result = check(Tier.FEW_ULP, little);
        assertFalse(result.passed());
        assertEquals(SAMPLES, result.failed());
        assertTrue(check(Tier.FEW_ULP, values -> change(values, 3, values[3] + 3e-8f))
                .passed());
    }

    @Test
    void mixedPrecisionLetsBfloat16ThroughAndFp32TiersDoNot() {
        UnaryOperator<float[]> bfloat16 = GoldenTierTest::bfloat16;
        GoldenResult mixed = check(Tier.MIXED_PRECISION, bfloat16);
        assertTrue(mixed.passed(), mixed.toJson());
        assertTrue(check(Tier.QUANTIZED, bfloat16).passed());
        assertFalse(check(Tier.SAME_PRECISION_OTHER_ENGINE, bfloat16).passed());
        assertFalse(check(Tier.FEW_ULP, bfloat16).passed());
    }

    @Test
    void quantizedLetsFineStepsThroughThatMixedPrecisionRefuses() {
        UnaryOperator<float[]> steps = values -> rounded(values, 0.025);
        GoldenResult result = check(Tier.QUANTIZED, steps);
        assertTrue(result.passed(), result.toJson());
        assertTrue(result.figures().get(GoldenMetric.SQNR) > 15, result.toJson());
        assertFalse(check(Tier.MIXED_PRECISION, steps).passed());
    }

    @Test
    void quantizedRefusesAnswersThatAreCloseOneByOneButChangeWhoIsAlike() {
        GoldenResult result = check(Tier.QUANTIZED, values -> rounded(values, 0.14));
        assertFalse(result.passed());
        assertEquals(0, result.failed(), result.toJson());
        assertEquals("each of " + SAMPLES + " samples agrees, all together do not", result.reason());
        assertTrue(
                result.failures().stream()
                        .anyMatch(failure -> failure.metric() == Metric.RANKS
                                && failure.line()
                                        .startsWith("all samples, asked alone: output 'out' rank agreement 0.")),
                result.toJson());
    }

    @Test
    void whatCannotBeToldOfTooFewRowsIsNotKept() {
        GoldenCheckOptions quantized = GoldenCheckOptions.defaults().tolerance(Tier.QUANTIZED.tolerance());
        GoldenResult result = GoldenCheck.run(oneRow(1f, 2f), answers(1f, 2f), quantized, GoldenListener.NONE);
        assertFalse(result.passed());
        assertTrue(
                result.failures()
                        .get(0)
                        .line()
                        .contains(
                                "neighbour agreement: expected at least 3 different rows of one width, actual 1 rows"),
                result.toJson());
    }

    @Test
    void toleranceOfTheCallerWinsOverTheSets() {
        GoldenSet set = oneRow(1f, 2f);
        GoldenTolerance wide = Tier.MIXED_PRECISION.tolerance().with(GoldenMetric.MAX_ABS, 1);
        GoldenTolerance onlyAbs = new GoldenTolerance(wide.tier(), Map.of(GoldenMetric.MAX_ABS, 1.0), wide.ulpFloor());
        assertFalse(GoldenCheck.run(set, answers(1.5f, 2f), GoldenListener.NONE).passed());
        GoldenResult result = GoldenCheck.run(
                set, answers(1.5f, 2f), GoldenCheckOptions.defaults().tolerance(onlyAbs), GoldenListener.NONE);
        assertTrue(result.passed());
        assertEquals(onlyAbs, result.tolerance());
    }

    private static GoldenResult check(Tier tier, UnaryOperator<float[]> engine) {
        List<GoldenSample> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            samples.add(HandMadeModel.inputs("text " + i).samples().get(0));
        }
        List<GoldenSample> named = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            named.add(new GoldenSample(
                    "s" + i,
                    "",
                    samples.get(i).inputs(),
                    List.of(new GoldenTensor.Floats("out", List.of(1L, (long) WIDTH), vector("text " + i)))));
        }
        GoldenSet set = new GoldenSet("hand", "", "Hand", Instant.EPOCH, GoldenTolerance.DEFAULT, named);
        HandMadeModel model = new HandMadeModel(inputs -> {
            List<String> texts = ((GoldenTensor.Texts) inputs.get(0)).values();
            float[] all = new float[texts.size() * WIDTH];
            for (int i = 0; i < texts.size(); i++) {
                float[] row = engine.apply(vector(texts.get(i)));
                System.arraycopy(row, 0, all, i * WIDTH, WIDTH);
            }
            return List.of(new GoldenTensor.Floats("out", List.of((long) texts.size(), (long) WIDTH), all));
        });
        return GoldenCheck.run(
                set, model, GoldenCheckOptions.defaults().tolerance(tier.tolerance()), GoldenListener.NONE);
    }

    /** A vector of length 1; texts of neighbouring numbers are alike, as sentences are that share a subject. */
    private static float[] vector(String text) {
        int number = Integer.parseInt(text.substring(5));
        Random subject = new Random(0x9e3779b97f4a7c15L * (1 + number / 4));
        Random own = new Random(0xbf58476d1ce4e5b9L * (1 + number));
        float[] values = new float[WIDTH];
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
            values[i] = (float) (subject.nextGaussian() + 0.7 * own.nextGaussian());
            squares += values[i] * values[i];
        }
        for (int i = 0; i < WIDTH; i++) {
            values[i] /= (float) Math.sqrt(squares);
        }
        return values;
    }

    private static float[] change(float[] values, int at, float to) {
        values[at] = to;
        return values;
    }

    private static float[] bfloat16(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat((Float.floatToRawIntBits(values[i]) + 0x8000) & 0xffff0000);
        }
        return values;
    }

    private static float[] rounded(float[] values, double step) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (Math.rint(values[i] / step) * step);
        }
        return values;
    }

    private static GoldenSet oneRow(float... values) {
        GoldenSample sample = HandMadeModel.inputs("x").samples().get(0);
        GoldenTensor answer = new GoldenTensor.Floats("out", List.of(1L, (long) values.length), values);
        return new GoldenSet(
                "hand",
                "",
                "Hand",
                Instant.EPOCH,
                GoldenTolerance.DEFAULT,
                List.of(new GoldenSample("s0", "", sample.inputs(), List.of(answer))));
    }

    private static HandMadeModel answers(float... values) {
        return new HandMadeModel(
                inputs -> List.of(new GoldenTensor.Floats("out", List.of(1L, (long) values.length), values)));
    }
}
