package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What ONNX Runtime tells of the real model. */
class OnnxProfileTest {

    private static TextModel model;
    private static List<List<Tokens>> batches;

    @BeforeAll
    static void open() {
        model = Models.open(EngineOptions.ONNXRUNTIME);
        batches = List.of(
                List.of(model.encode("word ".repeat(60)), model.encode("another text of more words")),
                List.of(model.encode("one")),
                List.of(model.encode("word ".repeat(200)), model.encode(""), model.encode("a b c")));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void profiledForwardsGiveTheSameAnswersAndAreToldAtTheEnd() {
        List<float[][]> plain = batches.stream().map(texts -> run(model, texts)).toList();
        List<ProfiledForward> told = new ArrayList<>();
        model.beginProfiles();

        for (int i = 0; i < batches.size(); i++) {
            assertArrayEquals(plain.get(i), profiled(model, batches.get(i), told), "profiled");
            assertArrayEquals(plain.get(i), run(model, batches.get(i)), "beside");
        }
        assertEquals(List.of(), told);
        model.endProfiles();

        assertEquals(batches.size(), told.size());
        for (int i = 0; i < batches.size(); i++) {
            check(told.get(i), batches.get(i));
        }
    }

    private static void check(ProfiledForward inside, List<Tokens> batch) {
        assertEquals("OnnxRuntime", inside.engine());
        long sum = inside.times().stream().mapToLong(OperatorTime::selfNs).sum();
        assertTrue(sum > 0 && sum <= inside.forwardNs(), sum + " of " + inside.forwardNs() + " ns");
        long states = 4L
                * batch.size()
                * batch.stream().mapToInt(Tokens::length).max().orElseThrow();
        for (int layer = 0; layer < 6; layer++) {
            for (String dense : List.of(
                    "attention.self.query",
                    "attention.self.key",
                    "attention.self.value",
                    "attention.output.dense",
                    "output.dense")) {
                assertEquals(384 * states, bytes(inside, layer, dense, "MatMul"));
            }
            assertEquals(1_536 * states, bytes(inside, layer, "intermediate.dense", "MatMul"));
            assertEquals(1_536 * states, bytes(inside, layer, "intermediate.dense", "BiasGelu"));
            assertEquals(384 * states, bytes(inside, layer, "output.LayerNorm", "LayerNormalization"));
        }
        assertTrue(inside.times().stream().allMatch(time -> time.deviceNs() == 0), inside::toString);
    }

    /** Size of an operator's output tells whose forward it was: it follows from the batch. */
    private static long bytes(ProfiledForward inside, int layer, String part, String operator) {
        String name = "encoder.layer." + layer + "." + part;
        return inside.times().stream()
                .filter(time -> time.layer().equals(name) && time.operator().equals(operator))
                .mapToLong(OperatorTime::allocatedBytes)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " " + operator + " is not in " + inside));
    }

    @Test
    void oneThatFailsTakesNothingFromTheOthers() {
        List<ProfiledForward> told = new ArrayList<>();
        model.beginProfiles();
        profiled(model, batches.get(1), told);
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(List.of(new Tokens(new long[] {101, 30522, 102})))) {
            assertThrows(ModelException.class, batch::forwardProfiled);
        }
        profiled(model, batches.get(2), told);
        model.endProfiles();

        assertEquals(2, told.size());
        check(told.get(0), batches.get(1));
        check(told.get(1), batches.get(2));
    }

    @Test
    void anAnswerOutlivesTheProfiles() {
        float[][] plain = run(model, batches.get(0));
        model.beginProfiles();
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(batches.get(0))) {
            ForwardProfile profile = batch.forwardProfiled();
            assertTrue(profile.taken());
            model.endProfiles();
            assertArrayEquals(plain, batch.read());
            List<ProfiledForward> told = new ArrayList<>();
            profile.tell(told::add);
            assertEquals(1, told.size(), "known before it is asked for");
        }
    }

    @Test
    void withoutOrAfterTheProfilesForwardsRunAsOthers() {
        float[][] plain = run(model, batches.get(0));
        List<ProfiledForward> told = new ArrayList<>();
        assertArrayEquals(plain, profiled(model, batches.get(0), told));
        model.beginProfiles();
        model.endProfiles();
        assertArrayEquals(plain, profiled(model, batches.get(0), told));
        model.endProfiles();
        assertEquals(List.of(), told);
    }

    @Test
    void closingTheModelTellsToo() {
        List<ProfiledForward> told = new ArrayList<>();
        TextModel other = Models.open(EngineOptions.ONNXRUNTIME);
        other.beginProfiles();
        profiled(other, batches.get(0), told);
        other.close();
        assertEquals(1, told.size());
    }

    private static float[][] run(TextModel of, List<Tokens> texts) {
        try (TextModel.Runner runner = of.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }

    private static float[][] profiled(TextModel of, List<Tokens> texts, List<ProfiledForward> told) {
        try (TextModel.Runner runner = of.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            ForwardProfile profile = batch.forwardProfiled();
            profile.tell(told::add);
            return batch.read();
        }
    }
}
