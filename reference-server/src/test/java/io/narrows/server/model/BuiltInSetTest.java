package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenSample;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTensor;
import io.narrows.golden.GoldenTolerance;
import io.narrows.server.model.minilm.MiniLm;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the golden set of the default model promises. */
class BuiltInSetTest {
    private static final double MAX_ABS = 1e-5;

    private GoldenSet set;

    @BeforeEach
    void read() throws IOException {
        set = BuiltInSet.read();
    }

    @Test
    void isRecordedFromTheCommittedInputsByTheIndependentEngine() throws IOException {
        List<GoldenSample> inputs = BuiltInSet.inputs().samples();
        assertEquals(64, inputs.size());
        assertEquals(inputs.stream().map(GoldenSample::id).toList(), ids());
        for (int i = 0; i < inputs.size(); i++) {
            assertEquals(inputs.get(i).inputs(), set.samples().get(i).inputs(), ids().get(i));
            assertEquals(inputs.get(i).note(), set.samples().get(i).note());
        }
        assertEquals(TextModels.MINILM, set.model());
        assertEquals(MiniLm.ONNX_SHA256, set.modelHash());
        assertTrue(set.engine().startsWith("OnnxRuntime "), set.engine());
        assertEquals(GoldenTolerance.DEFAULT, set.tolerance());
    }

    @Test
    void answersAreVectorsOfLengthOne() {
        for (GoldenSample sample : set.samples()) {
            double squares = 0;
            for (float value : answer(sample)) {
                squares += (double) value * value;
            }
            assertEquals(1.0, squares, 1e-5, sample.id());
        }
    }

    /** Samples with the same tokens have the same answer, to the bit; all others differ by far more than the tolerance. */
    @Test
    void onlySamplesWithTheSameTokensHaveTheSameAnswer() {
        Map<String, Set<String>> same = new HashMap<>();
        for (GoldenSample a : set.samples()) {
            for (GoldenSample b : set.samples()) {
                if (Arrays.equals(answer(a), answer(b))) {
                    same.computeIfAbsent(a.id(), id -> new TreeSet<>()).add(b.id());
                } else {
                    assertTrue(maxAbs(a, b) > 100 * MAX_ABS, a.id() + " and " + b.id());
                }
            }
        }
        assertEquals(Set.of("sentence", "sentence-again", "sentence-upper", "sentence-spaces"), same.get("sentence"));
        assertEquals(Set.of("empty", "space-one", "space-many", "space-lines"), same.get("empty"));
        assertEquals(Set.of("accents-composed", "accents-decomposed"), same.get("accents-composed"));
        assertEquals(Set.of("limit-exact", "limit-plus-one"), same.get("limit-exact"));
        assertEquals(Set.of("sentence-one-word"), same.get("sentence-one-word"));
    }

    private List<String> ids() {
        return set.samples().stream().map(GoldenSample::id).toList();
    }

    private static double maxAbs(GoldenSample a, GoldenSample b) {
        float[] left = answer(a);
        float[] right = answer(b);
        double max = 0;
        for (int i = 0; i < left.length; i++) {
            max = Math.max(max, Math.abs((double) left[i] - right[i]));
        }
        return max;
    }

    private static float[] answer(GoldenSample sample) {
        GoldenTensor.Floats floats = (GoldenTensor.Floats) sample.outputs().get(0);
        assertEquals("embedding", floats.name());
        assertEquals(List.of(1L, 384L), floats.shape());
        return floats.values();
    }
}
