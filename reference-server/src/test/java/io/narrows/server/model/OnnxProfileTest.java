package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ONNX Runtime tells of the real model. */
class OnnxProfileTest {

    private TextModel model;
    private List<List<Tokens>> batches;

    @BeforeEach
    void open() {
        model = Models.open(EngineOptions.ONNXRUNTIME);
        batches = List.of(
                List.of(model.encode("word ".repeat(60)), model.encode("another text of more words")),
                List.of(model.encode("one")),
                List.of(model.encode("word ".repeat(200)), model.encode(""), model.encode("a b c")));
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void profiledForwardsGiveTheSameAnswersAndAreToldAtTheEnd() {
        List<float[][]> plain = batches.stream().map(this::plain).toList();
        List<ProfiledForward> told = new ArrayList<>();
        model.beginProfiles();

        for (int i = 0; i < batches.size(); i++) {
            assertArrayEquals(plain.get(i), profiled(batches.get(i), told), "profiled");
            assertArrayEquals(plain.get(i), plain(batches.get(i)), "beside");
        }
        assertEquals(List.of(), told);
        model.endProfiles();

        assertEquals(batches.size(), told.size());
        told.forEach(OnnxProfileTest::check);
        assertTrue(
                told.get(1).forwardNs() < told.get(2).forwardNs(),
                () -> told.get(1).forwardNs() + " and " + told.get(2).forwardNs() + " ns are not of their batches");
    }

    private static void check(ProfiledForward inside) {
        assertEquals("OnnxRuntime", inside.engine());
        long sum = inside.times().stream().mapToLong(OperatorTime::selfNs).sum();
        assertTrue(sum > 0 && sum <= inside.forwardNs(), sum + " of " + inside.forwardNs() + " ns");
        Map<String, Long> byLayer = inside.times().stream()
                .collect(Collectors.groupingBy(OperatorTime::layer, Collectors.summingLong(OperatorTime::selfNs)));
        for (int layer = 0; layer < 6; layer++) {
            for (String part : List.of(
                    "attention.self.query",
                    "attention.self.key",
                    "attention.self.value",
                    "attention.self",
                    "attention.output.dense",
                    "attention.output.LayerNorm",
                    "intermediate.dense",
                    "output.dense",
                    "output.LayerNorm")) {
                String name = "encoder.layer." + layer + "." + part;
                assertTrue(byLayer.containsKey(name), () -> name + " is not in " + byLayer.keySet());
            }
        }
        String most = byLayer.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        assertTrue(most.matches("encoder\\.layer\\.\\d\\.(intermediate|output)\\.dense"), most);
        assertTrue(
                inside.times().stream().allMatch(time -> time.allocatedBytes() >= 0 && time.deviceNs() == 0),
                inside::toString);
    }

    @Test
    void oneThatFailsTakesNothingFromTheOthers() {
        List<ProfiledForward> told = new ArrayList<>();
        model.beginProfiles();
        profiled(batches.get(1), told);
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(List.of(new Tokens(new long[] {101, 30522, 102})))) {
            assertThrows(ModelException.class, batch::forwardProfiled);
        }
        profiled(batches.get(2), told);
        model.endProfiles();

        assertEquals(2, told.size());
        told.forEach(OnnxProfileTest::check);
    }

    @Test
    void anAnswerOutlivesTheProfiles() {
        float[][] plain = plain(batches.get(0));
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
        float[][] plain = plain(batches.get(0));
        List<ProfiledForward> told = new ArrayList<>();
        assertArrayEquals(plain, profiled(batches.get(0), told));
        model.beginProfiles();
        model.endProfiles();
        assertArrayEquals(plain, profiled(batches.get(0), told));
        model.endProfiles();
        assertEquals(List.of(), told);
    }

    @Test
    void closingTheModelTellsToo() {
        List<ProfiledForward> told = new ArrayList<>();
        model.beginProfiles();
        profiled(batches.get(0), told);
        model.close();
        assertEquals(1, told.size());
    }

    private float[][] plain(List<Tokens> texts) {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }

    private float[][] profiled(List<Tokens> texts, List<ProfiledForward> told) {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            ForwardProfile profile = batch.forwardProfiled();
            profile.tell(told::add);
            return batch.read();
        }
    }
}
