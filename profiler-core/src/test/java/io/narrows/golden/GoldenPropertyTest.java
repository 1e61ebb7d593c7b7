package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class GoldenPropertyTest {

    @Property(tries = 200)
    void everyBitOfEveryFloatSurvivesTheFile(@ForAll @Size(min = 1, max = 40) int[] bits) throws IOException {
        float[] values = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = Float.intBitsToFloat(bits[i]);
        }
        GoldenSet set = set(values);
        GoldenSet read = GoldenSet.read(new ByteArrayInputStream(GoldenSetJson.toBytes(set)));
        assertArrayEquals(values, floats(read));
        assertEquals(set.sha256(), read.sha256());
    }

    @Property(tries = 200)
    void oneChangedBitOfAnAnswerChangesTheDigest(
            @ForAll @Size(min = 1, max = 40) int[] bits, @ForAll @IntRange(max = 1279) int flipped) {
        float[] values = new float[bits.length];
        float[] changed = new float[bits.length];
        int at = flipped % (32 * bits.length);
        for (int i = 0; i < bits.length; i++) {
            int other = i == at / 32 ? bits[i] ^ (1 << at % 32) : bits[i];
            values[i] = Float.intBitsToFloat(bits[i]);
            changed[i] = Float.intBitsToFloat(other);
        }
        assertFalse(set(values).sha256().equals(set(changed).sha256()));
    }

    @Property(tries = 500)
    void passesExactlyWhenEveryElementIsWithinTheLimit(
            @ForAll @Size(min = 1, max = 20) float[] values,
            @ForAll @FloatRange(min = 0, max = 1) float limit,
            @ForAll @FloatRange(min = -2, max = 2) float shift,
            @ForAll @IntRange(max = 19) int element) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.isFinite(values[i]) ? values[i] : 0;
        }
        float[] answer = values.clone();
        int at = element % answer.length;
        answer[at] += shift;
        double difference = Math.abs((double) answer[at] - values[at]);
        GoldenTolerance tolerance = new GoldenTolerance(GoldenTolerance.Tier.SAME_PRECISION_OTHER_ENGINE, limit, -1);
        Comparison comparison = new Comparison(set(values).samples().get(0), "alone", tolerance, new SetMeasures())
                .with(List.of(new GoldenTensor.Floats("out", List.of((long) answer.length), answer)));
        if (Float.isFinite(answer[at])) {
            assertEquals(difference <= limit, comparison.passed());
            assertEquals(difference, comparison.figures().get(GoldenMetric.MAX_ABS));
        } else {
            assertFalse(comparison.passed());
        }
    }

    @Property(tries = 200)
    void everySampleIsInExactlyOneBatchAndGetsItsOwnRows(@ForAll @IntRange(min = 2, max = 150) int count) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = "x".repeat((i * 37) % 101) + i;
        }
        GoldenSet set = HandMadeModel.set(texts);
        Map<String, Integer> seen = new HashMap<>();
        for (List<GoldenSample> batch : Batches.plan(set.samples())) {
            assertTrue(batch.size() >= 2 && batch.size() < 2 * Batches.SIZE, () -> "batch of " + batch.size());
            List<List<GoldenTensor>> dealt = Batches.split(batch, HandMadeModel.embed(Batches.join(batch)));
            for (int i = 0; i < batch.size(); i++) {
                seen.merge(batch.get(i).id(), 1, Integer::sum);
                assertTrue(new Comparison(batch.get(i), "in a batch", set.tolerance(), new SetMeasures())
                        .with(dealt.get(i))
                        .passed());
            }
        }
        assertEquals(count, seen.size());
        assertEquals(count, seen.values().stream().mapToInt(Integer::intValue).sum());
    }

    @Property(tries = 500)
    void quotedTextIsOneLineOfCharactersThatShow(@ForAll String text) {
        String quoted = GoldenText.quote(text);
        assertEquals(1, quoted.lines().count());
        assertTrue(quoted.codePoints()
                .noneMatch(point -> Character.getType(point) == Character.CONTROL
                        || Character.getType(point) == Character.FORMAT
                        || Character.getType(point) == Character.SURROGATE));
        assertTrue(quoted.startsWith("\""));
    }

    private static GoldenSet set(float[] values) {
        List<GoldenTensor> answers = new ArrayList<>();
        answers.add(new GoldenTensor.Floats("out", List.of((long) values.length), values));
        return new GoldenSet(
                "hand",
                "",
                "Hand",
                Instant.EPOCH,
                GoldenTolerance.DEFAULT,
                List.of(HandMadeModel.inputs("x").samples().get(0).answered(answers)));
    }

    private static float[] floats(GoldenSet set) {
        return ((GoldenTensor.Floats) set.samples().get(0).outputs().get(0)).values();
    }
}
