package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalTest {
    private static final int BATCHES = 501;

    @ParameterizedTest
    @ValueSource(strings = {EngineOptions.PYTORCH, EngineOptions.ONNXRUNTIME})
    void runsTheCodeOfTheModelWithFewOfItsForwardsAndLeavesItAsItWas(String engine) {
        try (TextModel model = Models.open(engine)) {
            List<Tokens> texts = List.of(model.encode("one text"), model.encode("another text of more words"));
            float[][] expected = run(model, texts, 1).get(0);
            List<float[][]> rehearsed;
            try (TextModel rehearsal = model.rehearsal()) {
                assertSame(model.getClass(), rehearsal.getClass(), "another class would be compiled");
                assertSame(model.info(), rehearsal.info());
                assertArrayEquals(
                        texts.get(0).ids(), rehearsal.encode("one text").ids());
                rehearsed = run(rehearsal, texts, BATCHES);
            }
            List<Integer> real = new ArrayList<>();
            for (int i = 0; i < BATCHES; i++) {
                float[][] rows = rehearsed.get(i);
                assertEquals(2, rows.length);
                assertEquals(384, rows[1].length);
                assertTrue(norm(rows[0]) > 0.1, "numbers as those of a sentence");
                if (Arrays.deepEquals(expected, rows)) {
                    real.add(i);
                }
            }
            assertEquals(List.of(0, 250, 500), real);
            assertTrue(Arrays.deepEquals(expected, run(model, texts, 1).get(0)), "the model is open and the same");
        }
    }

    @Test
    void aModelUnderAnotherNameRehearsesUnderIt() {
        try (TextModel model = new NamedTextModel(Models.open(EngineOptions.PYTORCH), "other", "3");
                TextModel rehearsal = model.rehearsal()) {
            assertSame(model.getClass(), rehearsal.getClass());
            assertSame(model.info(), rehearsal.info());
            List<Tokens> texts = List.of(model.encode("one text"));
            assertTrue(Arrays.deepEquals(
                    run(model, texts, 1).get(0), run(rehearsal, texts, 1).get(0)));
            assertEquals(
                    2,
                    run(rehearsal, texts, 2).stream()
                            .map(Arrays::deepHashCode)
                            .distinct()
                            .count());
        }
    }

    private static List<float[][]> run(TextModel model, List<Tokens> texts, int batches) {
        List<float[][]> rows = new ArrayList<>();
        try (TextModel.Runner runner = model.newRunner()) {
            for (int i = 0; i < batches; i++) {
                try (TextModel.Batch batch = runner.assemble(texts)) {
                    batch.forward();
                    rows.add(batch.read());
                }
            }
        }
        return rows;
    }

    private static double norm(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
