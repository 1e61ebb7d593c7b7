package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.TextModel.Tokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchModelTest {
    private static TextModel model;

    @BeforeAll
    static void open() {
        model = Models.open(EngineOptions.PYTORCH);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void saysWhatItIs() {
        ModelInfo info = model.info();
        assertEquals("minilm", info.name());
        assertEquals("pytorch_torchscript", info.platform());
        assertEquals(List.of(new ModelInfo.TensorInfo("text", "BYTES", List.of(-1L))), info.inputs());
        assertEquals(List.of(new ModelInfo.TensorInfo("embedding", "FP32", List.of(-1L, 384L))), info.outputs());
        assertEquals("PyTorch", info.properties().get("engine"));
        assertEquals("2.7.1", info.properties().get("engineVersion"));
        assertEquals(
                "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e",
                info.properties().get("modelHash"));
    }

    @Test
    void anEmptyTextIsItsFrame() {
        assertArrayEquals(new long[] {101, 102}, model.encode("").ids());
        assertArrayEquals(new long[] {101, 102}, model.encode(" \t\n\u0000 ").ids());
    }

    @Test
    void aShortTextIsNeitherPaddedNorCut() {
        assertArrayEquals(
                new long[] {101, 7592, 2088, 102}, model.encode("Hello world").ids());
        assertArrayEquals(
                model.encode("hello WORLD").ids(), model.encode("Hello world").ids());
    }

    @Test
    void aLongTextIsCutTo256WithItsFrame() {
        long[] exact = model.encode("hello ".repeat(254)).ids();
        long[] over = model.encode("hello ".repeat(255)).ids();
        long[] far = model.encode("hello ".repeat(100_000)).ids();
        assertEquals(256, exact.length);
        assertArrayEquals(exact, over);
        assertArrayEquals(exact, far);
        assertEquals(101, over[0]);
        assertEquals(102, over[255]);
        assertEquals(255, model.encode("hello ".repeat(253)).length());
    }

    @Test
    void loneSurrogatesAndOddCharactersAreTokens() {
        for (String text : List.of("\ud800", "a\udc00b", "\ufffd", "🙂", "\u202e", "ﷺ", "e\u0301", "\uffff")) {
            long[] ids = model.encode(text).ids();
            assertTrue(ids.length >= 2, text);
            assertEquals(101, ids[0]);
            assertEquals(102, ids[ids.length - 1]);
        }
    }

    @Test
    void manyThreadsMayEncode() throws Exception {
        List<String> texts = List.of("", "one", "two words", "a rather longer text, with commas, 東京 and more");
        List<long[]> expected =
                texts.stream().map(text -> model.encode(text).ids()).toList();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        int which = i % texts.size();
                        assertArrayEquals(
                                expected.get(which),
                                model.encode(texts.get(which)).ids());
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aBatchHasARowForEachText() {
        List<Tokens> texts = List.of(model.encode("a"), model.encode("two words"), model.encode(""));
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            assertEquals(3, batch.size());
            assertEquals(4, batch.paddedLength());
            batch.forward();
            float[][] rows = batch.read();
            assertEquals(3, rows.length);
            for (float[] row : rows) {
                assertEquals(384, row.length);
            }
        }
    }

    @Test
    void aTextHasTheSameVectorAloneAndInAnyCompany() {
        List<Tokens> texts = new ArrayList<>();
        for (String text : List.of("first", "the second text", "", "word ".repeat(70))) {
            texts.add(model.encode(text));
        }
        try (TextModel.Runner runner = model.newRunner()) {
            float[][] together = run(runner, texts);
            for (int i = 0; i < texts.size(); i++) {
                assertArrayEquals(run(runner, List.of(texts.get(i)))[0], together[i], 1e-6f);
            }
        }
    }

    @Test
    void runnersWorkAtTheSameTime() throws Exception {
        List<Tokens> texts = List.of(model.encode("one text"), model.encode("another text of more words"));
        float[][] expected;
        try (TextModel.Runner runner = model.newRunner()) {
            expected = run(runner, texts);
        }
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                running.add(pool.submit(() -> {
                    try (TextModel.Runner runner = model.newRunner()) {
                        for (int i = 0; i < 20; i++) {
                            float[][] rows = run(runner, texts);
                            assertArrayEquals(expected[0], rows[0], 1e-6f);
                            assertArrayEquals(expected[1], rows[1], 1e-6f);
                        }
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aProfiledForwardGivesTheSameAnswerAndSaysWhatRan() {
        List<Tokens> texts = List.of(model.encode("word ".repeat(60)), model.encode("another text of more words"));
        try (TextModel.Runner runner = model.newRunner()) {
            float[][] plain = run(runner, texts);
            List<ProfiledForward> told = new ArrayList<>();
            try (TextModel.Batch batch = runner.assemble(texts)) {
                ForwardProfile profile = batch.forwardProfiled();
                assertTrue(profile.taken());
                assertArrayEquals(plain, batch.read());
                profile.stop();
                profile.tell(told::add);
            }
            assertEquals(1, told.size());
            ProfiledForward inside = told.get(0);
            long sum = inside.times().stream().mapToLong(OperatorTime::selfNs).sum();
            assertTrue(sum > 0 && sum <= inside.forwardNs(), sum + " of " + inside.forwardNs() + " ns");
            for (int layer = 0; layer < 6; layer++) {
                for (String part : List.of("query", "key", "value", "attention", "attended", "up", "gelu", "down")) {
                    String name = "layer" + layer + "." + part;
                    assertTrue(
                            inside.times().stream()
                                    .anyMatch(time -> time.layer().equals(name)),
                            () -> name + " is not in " + inside);
                }
            }
            String most = inside.times().stream()
                    .collect(Collectors.groupingBy(
                            time -> time.layer().replaceAll("\\d", ""), Collectors.summingLong(OperatorTime::selfNs)))
                    .entrySet()
                    .stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            assertTrue(List.of("layer.up", "layer.down").contains(most), most);
        }
    }

    @Test
    void oneForwardIsProfiledAtATimeAndOneThatFailsIsOver() {
        List<Tokens> texts = List.of(model.encode("a few words"));
        List<ProfiledForward> told = new ArrayList<>();
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Runner other = model.newRunner()) {
            try (TextModel.Batch batch = runner.assemble(texts);
                    TextModel.Batch beside = other.assemble(texts)) {
                ForwardProfile profile = batch.forwardProfiled();
                assertTrue(profile.taken());
                ForwardProfile none = beside.forwardProfiled();
                assertTrue(!none.taken(), "the first is not stopped yet");
                assertArrayEquals(batch.read(), beside.read());
                List.of(none, profile).forEach(ForwardProfile::stop);
                List.of(none, profile).forEach(one -> one.tell(told::add));
            }
            try (TextModel.Batch batch = runner.assemble(List.of(new Tokens(new long[] {101, 30522, 102})))) {
                assertThrows(ModelException.class, batch::forwardProfiled);
            }
            try (TextModel.Batch batch = runner.assemble(texts)) {
                ForwardProfile profile = batch.forwardProfiled();
                assertTrue(profile.taken(), "the one that failed is stopped");
                profile.stop();
                profile.tell(told::add);
            }
        }
        assertEquals(2, told.size());
        assertEquals(calls(told.get(0)), calls(told.get(1)), "nothing of the forward beside is in the first");
    }

    private static long calls(ProfiledForward inside) {
        return inside.times().stream().mapToLong(OperatorTime::calls).sum();
    }

    @Test
    void stepsOutOfOrderAreRefused() {
        List<Tokens> texts = List.of(model.encode("a"));
        try (TextModel.Runner runner = model.newRunner()) {
            assertThrows(IllegalArgumentException.class, () -> runner.assemble(List.of()));
            assertThrows(IllegalArgumentException.class, () -> runner.assemble(List.of(new Tokens(new long[257]))));
            assertThrows(IllegalArgumentException.class, () -> runner.assemble(List.of(new Tokens(new long[0]))));
            try (TextModel.Batch batch = runner.assemble(texts)) {
                assertThrows(IllegalStateException.class, batch::read);
                assertThrows(IllegalStateException.class, () -> runner.assemble(texts));
                batch.forward();
                assertThrows(IllegalStateException.class, batch::forward);
            }
            assertEquals(1, run(runner, texts).length);
        }
    }

    @Test
    void aTokenOutsideTheVocabularyFailsTheBatchOnly() {
        try (TextModel.Runner runner = model.newRunner()) {
            try (TextModel.Batch batch = runner.assemble(List.of(new Tokens(new long[] {101, 30522, 102})))) {
                ModelException e = assertThrows(ModelException.class, batch::forward);
                assertTrue(e.getMessage().startsWith("forward of 1 texts padded to 3 tokens failed: "), e.getMessage());
                assertTrue(!e.getMessage().contains("\n"), e.getMessage());
            }
            assertEquals(1, run(runner, List.of(model.encode("still works"))).length);
        }
    }

    @Test
    void aClosedModelRefusesInOneLine() {
        TextModel other = Models.open(EngineOptions.PYTORCH);
        TextModel.Runner runner = other.newRunner();
        TextModel.Batch batch = runner.assemble(List.of(other.encode("a")));
        other.close();
        other.close();
        assertMessage("model \"minilm\" is closed", batch::forward);
        assertMessage("model \"minilm\" is closed", () -> other.encode("a"));
        batch.close();
        runner.close();
    }

    @Test
    void unknownNamesAndNumbersAreRefused(@TempDir Path folder) throws Exception {
        ModelCache untouched = ModelCache.at(folder.resolve("cache"));
        assertMessage(
                "model \"bert\" is unknown, must be one of [minilm]",
                () -> TextModels.open("bert", EngineOptions.defaults(), untouched, PrepareListener.SILENT));
        assertMessage(
                "engine \"tf\" is unknown, must be one of [pytorch, onnxruntime, tensorrt]",
                () -> TextModels.open("minilm", new EngineOptions("tf", 1), untouched, PrepareListener.SILENT));
        assertMessage(
                "intra-op threads is -1, must be 0 to 1024 (0 chooses)",
                () -> new EngineOptions(EngineOptions.PYTORCH, -1));
        assertMessage(
                "intra-op threads is 7, must be 1: one process runs all models with one number",
                () -> TextModels.open(
                        "minilm", new EngineOptions(EngineOptions.PYTORCH, 7), Models.cache(), PrepareListener.SILENT));
        assertTrue(Files.notExists(folder.resolve("cache")));
    }

    private static float[][] run(TextModel.Runner runner, List<Tokens> texts) {
        try (TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable executable) {
        assertEquals(message, assertThrows(ModelException.class, executable).getMessage());
    }
}
