package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.TextModel.Tokens;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The archive that we write, run by libtorch, against the ONNX file, run by ONNX Runtime. */
class EnginesAgreeTest {
    private static final double MAX_ABS = 1e-5;
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "The quick brown fox jumps over the lazy dog.",
            "Straße, naïve, 東京タワー, Привет мир 🙂",
            "one two three four five six seven eight nine ten ".repeat(12),
            "profiling ".repeat(600));

    private static TextModel torch;
    private static TextModel onnx;

    @BeforeAll
    static void open() {
        torch = Models.open(EngineOptions.PYTORCH);
        onnx = Models.open(EngineOptions.ONNXRUNTIME);
    }

    @AfterAll
    static void close() {
        onnx.close();
        torch.close();
    }

    @Test
    void batchesOfOneAgree() {
        for (String text : TEXTS) {
            Tokens tokens = torch.encode(text);
            assertClose(run(onnx, List.of(tokens))[0], run(torch, List.of(tokens))[0]);
        }
    }

    @Test
    void paddedBatchesAgreeWithUnpadded() {
        List<Tokens> batch = TEXTS.stream().map(torch::encode).toList();
        float[][] padded = run(torch, batch);
        float[][] paddedByOther = run(onnx, batch);
        assertEquals(TEXTS.size(), padded.length);
        for (int i = 0; i < padded.length; i++) {
            float[] alone = run(onnx, List.of(batch.get(i)))[0];
            assertClose(alone, padded[i]);
            assertClose(alone, paddedByOther[i]);
        }
    }

    private static float[][] run(TextModel model, List<Tokens> texts) {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertEquals(384, actual.length);
        double worst = 0;
        double squares = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs((double) expected[i] - actual[i]));
            squares += (double) actual[i] * actual[i];
        }
        assertEquals(1.0, squares, 1e-5);
        assertTrue(worst <= MAX_ABS, "max abs difference " + worst);
    }
}
