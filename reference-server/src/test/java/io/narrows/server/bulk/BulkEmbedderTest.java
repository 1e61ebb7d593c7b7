package io.narrows.server.bulk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.data.FaultPolicy;
import io.narrows.data.LoaderException;
import io.narrows.data.decode.Npy;
import io.narrows.data.decode.NpyArray;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import io.narrows.profiler.Profiler;
import io.narrows.server.model.TextModel;
import io.narrows.server.testing.FakeModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Embedding with a model that needs no engine: order, going on after any end, and what is refused. */
@Timeout(60)
class BulkEmbedderTest {
    private static final BulkOptions OPTIONS = new BulkOptions(8, 40, 1, 3, EmbeddingFormat.NPY);
    private static final int[] SHARDS = {150, 1, 330};

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private final List<String> texts = new ArrayList<>();

    @BeforeEach
    void writeShards() throws IOException {
        Random random = new Random(11);
        Files.createDirectories(directory.resolve("data"));
        for (int shard = 0; shard < SHARDS.length; shard++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < SHARDS[shard]; i++) {
                String text = (char) ('a' + random.nextInt(26)) + "x".repeat(random.nextInt(60));
                texts.add(text);
                lines.add("{\"text\": \"" + text + "\", \"n\": " + i + "}");
            }
            Files.write(directory.resolve("data/part-" + shard + ".jsonl"), lines);
        }
    }

    private ShardSet shards() throws IOException, InterruptedException {
        return ShardSet.open(new LocalSource(directory.resolve("data")), List.of("part-{0..2}.jsonl"));
    }

    private BulkEmbedder.Result embed(
            TextModel model, BulkOptions options, String out, FaultPolicy faults, BulkListener listener)
            throws IOException, InterruptedException {
        try (ShardSet shards = shards()) {
            return new BulkEmbedder(model, shards, TextSource.of("json/text"), options, Profiler.disabled())
                    .embed(directory.resolve(out), "json/text", faults, listener);
        }
    }

    private BulkEmbedder.Result embed(String out, BulkListener listener) throws IOException, InterruptedException {
        return embed(FakeModel.running(), OPTIONS, out, FaultPolicy.FAIL, listener);
    }

    private static BulkListener silent() {
        return (done, total) -> {};
    }

    private NpyArray array(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(file));
        return Npy.read(bytes, 0, bytes.length);
    }

    /** All files of a folder. */
    private Map<String, String> contents(String folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                contents.put(
                        file.getFileName().toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    @Test
    void everyTextHasItsRowInOrder() throws Exception {
        FakeModel model = FakeModel.running();
        assertEquals(new BulkEmbedder.Result(481, 0, true), embed(model, OPTIONS, "out", FaultPolicy.FAIL, silent()));
        int text = 0;
        for (int shard = 0; shard < SHARDS.length; shard++) {
            NpyArray rows = array("out/part-" + shard + ".npy");
            assertArrayEquals(new int[] {SHARDS[shard], 3}, rows.shape());
            List<String> keys = Files.readAllLines(directory.resolve("out/part-" + shard + ".keys"));
            for (int row = 0; row < SHARDS[shard]; row++, text++) {
                assertEquals(texts.get(text).length(), rows.doubleAt(row * 3), "row " + row + " of shard " + shard);
                assertEquals(texts.get(text).charAt(0), rows.doubleAt(row * 3 + 1));
                assertEquals(String.valueOf(row), keys.get(row), "a line has no name but its number");
            }
            assertEquals(SHARDS[shard], keys.size());
        }
        assertEquals(
                List.of(
                        "embeddings.json",
                        "embeddings.shards",
                        "part-0.keys",
                        "part-0.npy",
                        "part-1.keys",
                        "part-1.npy",
                        "part-2.keys",
                        "part-2.npy"),
                List.copyOf(contents("out").keySet()));
        assertEquals(
                List.of(
                        "{\"shard\":\"part-0.jsonl\",\"file\":\"part-0\",\"rows\":150}",
                        "{\"shard\":\"part-1.jsonl\",\"file\":\"part-1\",\"rows\":1}",
                        "{\"shard\":\"part-2.jsonl\",\"file\":\"part-2\",\"rows\":330}"),
                Files.readAllLines(directory.resolve("out/embeddings.shards")));
        for (List<Integer> forward : model.forwards()) {
            assertTrue(forward.size() <= OPTIONS.maxTexts(), "texts of a forward: " + forward);
        }
        assertTrue(padding(model) < 0.1, "padding " + padding(model));
        assertEquals(
                new BulkEmbedder.Result(481, 481, true),
                embed(model, OPTIONS, "out", FaultPolicy.FAIL, silent()),
                "nothing is left to do");
        assertEquals(481, model.encoded(), "each text was split once");
    }

    private static double padding(FakeModel model) {
        double padded = 0;
        double useful = 0;
        for (List<Integer> forward : model.forwards()) {
            padded += forward.size() * forward.stream().mapToInt(n -> n).max().orElse(0);
            useful += forward.stream().mapToInt(n -> n).sum();
        }
        return (padded - useful) / padded;
    }

    @Test
    void howeverOftenItEndsTheBytesAreThoseOfOneRun() throws Exception {
        embed("whole", silent());
        Map<String, String> whole = contents("whole");
        Random random = new Random(23);
        for (int run = 0; run < 12; run++) {
            String out = "out-" + run;
            BulkEmbedder.Result result = null;
            int ends = 0;
            while (result == null || !result.complete()) {
                boolean stops = random.nextBoolean();
                int windows = random.nextInt(4);
                try {
                    result = embed(out, new Ending(windows, stops));
                } catch (CancellationException e) {
                    ends++;
                    // As after a kill: rows that were written after the last checkpoint are in the files too.
                    damageTails(directory.resolve(out), random);
                }
            }
            assertEquals(whole, contents(out), "after " + ends + " ends");
        }
    }

    /** Ends after some windows, by asking for it or by an exception in the midst. */
    private static final class Ending implements BulkListener {
        private final boolean stops;
        private int left;

        Ending(int windows, boolean stops) {
            this.left = windows;
            this.stops = stops;
        }

        @Override
        public void progress(long done, long total) {
            if (--left < 0 && !stops) {
                throw new CancellationException();
            }
        }

        @Override
        public boolean stopped() {
            return stops && left <= 0;
        }
    }

    private static void damageTails(Path out, Random random) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".part") && random.nextBoolean()) {
                    byte[] more = new byte[random.nextInt(300)];
                    random.nextBytes(more);
                    Files.write(file, more, StandardOpenOption.APPEND);
                }
            }
        }
    }

    @Test
    void jsonLinesGoOnToo() throws Exception {
        BulkOptions options = new BulkOptions(8, 40, 1, 2, EmbeddingFormat.JSONL);
        embed(FakeModel.running(), options, "whole", FaultPolicy.FAIL, silent());
        assertThrows(
                CancellationException.class,
                () -> embed(FakeModel.running(), options, "out", FaultPolicy.FAIL, new Ending(2, false)));
        embed(FakeModel.running(), options, "out", FaultPolicy.FAIL, silent());
        assertEquals(contents("whole"), contents("out"));
        List<String> lines = Files.readAllLines(directory.resolve("out/part-1.jsonl"));
        String text = texts.get(150);
        assertEquals(
                List.of("{\"key\":\"0\",\"embedding\":[" + text.length() + ".0," + (int) text.charAt(0) + ".0,0.1]}"),
                lines);
    }

    @Test
    void anotherModelDataSetOrWindowIsRefused() throws Exception {
        assertFalse(embed("out", new Ending(1, true)).complete());
        BulkException refused = assertThrows(
                BulkException.class,
                () -> embed(
                        FakeModel.stating("minilm", Map.of("engine", "other")),
                        OPTIONS,
                        "out",
                        FaultPolicy.FAIL,
                        silent()));
        assertEquals(
                directory.resolve("out") + " holds embeddings made with model.engine none, now it is other;"
                        + " name another folder, or delete this one",
                refused.getMessage());
        for (BulkOptions other : List.of(
                new BulkOptions(8, 41, 1, 3, EmbeddingFormat.NPY), new BulkOptions(8, 40, 2, 3, EmbeddingFormat.NPY))) {
            assertThrows(
                    BulkException.class,
                    () -> embed(FakeModel.running(), other, "out", FaultPolicy.FAIL, silent()),
                    other.toString());
        }
        Files.writeString(directory.resolve("data/part-1.jsonl"), "{\"text\": \"longer\"}\n");
        String changed = String.valueOf(
                assertThrows(BulkException.class, () -> embed("out", silent())).getMessage());
        assertTrue(changed.contains("made with data "), changed);
    }

    @Test
    void anotherFormOfTheSameWeightsIsRefused() throws Exception {
        TextModel first = FakeModel.stating("minilm", Map.of("variant", "mixed", "form", "mixed-a"));
        TextModel second = FakeModel.stating("minilm", Map.of("variant", "mixed", "form", "mixed-b"));
        assertFalse(embed(first, OPTIONS, "out", FaultPolicy.FAIL, new Ending(1, true))
                .complete());
        assertTrue(String.valueOf(assertThrows(
                                BulkException.class, () -> embed(second, OPTIONS, "out", FaultPolicy.FAIL, silent()))
                        .getMessage())
                .contains("made with model.form mixed-a, now it is mixed-b"));
    }

    @Test
    void aFileThatWasFinishedAndIsNotThereAnyMoreIsSaid() throws Exception {
        assertFalse(embed("out", new Ending(6, true)).complete());
        Path finished = directory.resolve("out/part-0.keys");
        byte[] keys = Files.readAllBytes(finished);
        Files.delete(finished);
        assertEquals(
                finished + " is not there, but was finished before; put it back, or delete " + directory.resolve("out")
                        + " to begin anew",
                assertThrows(BulkException.class, () -> embed("out", silent())).getMessage());
        Files.write(finished, keys);
        Path part = directory.resolve("out/part-2.npy.part");
        byte[] rows = Files.readAllBytes(part);
        Files.delete(part);
        for (int call = 0; call < 2; call++) {
            String message = String.valueOf(assertThrows(BulkException.class, () -> embed("out", silent()))
                    .getMessage());
            assertTrue(message.startsWith(part + " is not there, but "), message);
        }
        Files.write(part, rows);
        assertTrue(embed("out", silent()).complete());
        Files.delete(finished);
        assertThrows(BulkException.class, () -> embed("out", silent()), "complete");
    }

    @Test
    void namesThatAreAlikeAreRefusedBeforeAnythingIsMade() throws Exception {
        try (ShardSet shards =
                ShardSet.open(new LocalSource(directory.resolve("data")), List.of("part-1.jsonl", "part-1.jsonl"))) {
            assertThrows(BulkException.class, () -> new BulkEmbedder(
                            FakeModel.running(), shards, TextSource.of("json/text"), OPTIONS, Profiler.disabled())
                    .embed(directory.resolve("out"), "json/text", FaultPolicy.FAIL, silent()));
        }
        assertFalse(Files.exists(directory.resolve("out")));
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws Exception {
        Files.createDirectories(directory.resolve("out"));
        Files.writeString(directory.resolve("out/thesis.txt"), "all my work");
        String message = String.valueOf(
                assertThrows(BulkException.class, () -> embed("out", silent())).getMessage());
        assertTrue(message.contains("holds thesis.txt and no embeddings.json"), message);
        assertEquals(Map.of("thesis.txt", "all my work"), contents("out"));
        Files.createDirectories(directory.resolve("other"));
        Files.writeString(directory.resolve("other/embeddings.jsonl"), "{}\n");
        Files.writeString(directory.resolve("other/.lock"), "");
        message = String.valueOf(assertThrows(BulkException.class, () -> embed("other", silent()))
                .getMessage());
        assertTrue(message.contains("holds embeddings.jsonl and no embeddings.json"), message);
        assertEquals(Map.of("embeddings.jsonl", "{}\n", ".lock", ""), contents("other"));
    }

    @Test
    void aFullDiskNamesTheFileAndWhatIsWrittenStays() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "a device that is full");
        Path full = directory.resolve("out/part-1.npy.part");
        FileSystemException failed = assertThrows(
                FileSystemException.class,
                () -> embed("out", (done, total) -> {
                    if (done == OPTIONS.window()) {
                        assertDoesNotThrow(() -> Files.createSymbolicLink(full, Path.of("/dev/full")));
                    }
                }));
        assertEquals(full + ": No space left on device", failed.getMessage());
        Files.delete(full);
        BulkEmbedder.Result result = embed("out", silent());
        assertTrue(result.before() >= OPTIONS.window() && result.complete(), result.toString());
        embed("whole", silent());
        assertEquals(contents("whole"), contents("out"));
    }

    @Test
    void aCheckpointDoesNotGrowWithTheShards() throws Exception {
        Path data = directory.resolve("data");
        for (int i = 0; i < 300; i++) {
            Files.writeString(data.resolve("more-%03d.jsonl".formatted(i)), "{\"text\": \"a\"}\n");
        }
        long[] largest = {0};
        try (ShardSet shards = ShardSet.open(new LocalSource(data), List.of("more-{000..299}.jsonl"))) {
            new BulkEmbedder(FakeModel.running(), shards, TextSource.of("json/text"), OPTIONS, Profiler.disabled())
                    .embed(
                            directory.resolve("out"),
                            "json/text",
                            FaultPolicy.FAIL,
                            (done, total) -> largest[0] = Math.max(
                                    largest[0],
                                    directory
                                            .resolve("out/embeddings.json")
                                            .toFile()
                                            .length()));
        }
        assertTrue(largest[0] > 0 && largest[0] < 2048, largest[0] + " bytes");
        assertEquals(
                300,
                Files.readAllLines(directory.resolve("out/embeddings.shards")).size());
    }

    @Test
    void oneProcessAtATimeWritesToAFolder() throws Exception {
        String[] message = {""};
        embed(
                "out",
                (done, total) ->
                        message[0] = String.valueOf(assertThrows(BulkException.class, () -> embed("out", silent()))
                                .getMessage()));
        assertEquals(directory.resolve("out") + " is being written to by another process", message[0]);
    }

    @Test
    void aSampleWithoutTextEndsItOrIsLeftOut() throws Exception {
        Files.writeString(
                directory.resolve("data/part-1.jsonl"),
                "{\"text\": \"one\"}\n{\"title\": \"no text\"}\n{\"text\": \"b\"}\n");
        LoaderException refused = assertThrows(
                LoaderException.class, () -> embed(FakeModel.running(), OPTIONS, "out", FaultPolicy.FAIL, silent()));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("part-1.jsonl, sample 1") && message.contains("its JSON has no /text"), message);
        BulkEmbedder.Result result = embed(FakeModel.running(), OPTIONS, "out", FaultPolicy.SKIP, silent());
        assertEquals(482, result.rows());
        assertTrue(result.complete());
        assertArrayEquals(new int[] {2, 3}, array("out/part-1.npy").shape());
        assertEquals(List.of("0", "2"), Files.readAllLines(directory.resolve("out/part-1.keys")));
    }

    @Test
    void whatTheModelThrowsEndsItWithoutLosingWhatIsWritten() throws Exception {
        FakeModel model = FakeModel.running();
        IllegalStateException failed = assertThrows(
                IllegalStateException.class,
                () -> embed(model, OPTIONS, "out", FaultPolicy.FAIL, (done, total) -> model.fail(true)));
        assertEquals("the fake model fails", failed.getMessage());
        model.fail(false);
        BulkEmbedder.Result result = embed(model, OPTIONS, "out", FaultPolicy.FAIL, silent());
        assertTrue(result.before() >= OPTIONS.window() && result.complete(), result.toString());
        embed("whole", silent());
        assertEquals(contents("whole"), contents("out"));
    }

    @Test
    void optionsAreChecked() {
        assertEquals(
                "window is 4, must be 8 to 65536",
                assertThrows(IllegalArgumentException.class, () -> new BulkOptions(8, 4, 1, 1, EmbeddingFormat.NPY))
                        .getMessage());
        assertEquals(
                "format \"csv\" is unknown, must be one of [npy, jsonl]",
                assertThrows(IllegalArgumentException.class, () -> EmbeddingFormat.of("csv"))
                        .getMessage());
        assertEquals(
                "text is to be found at \"/text\", must be FIELD or FIELD/MEMBER, for example json/text",
                assertThrows(IllegalArgumentException.class, () -> TextSource.of("/text"))
                        .getMessage());
        assertEquals(
                "the embeddings of a.tar and a.tar.gz would both be called a; embed one of them at a time",
                assertThrows(BulkException.class, () -> OutputNames.of(List.of("a.tar", "a.tar.gz")))
                        .getMessage());
        assertEquals(List.of("x/a.b", "shard.00000"), OutputNames.of(List.of("x/a.b.tar.zst", "shard.00000.mds")));
        assertEquals(List.of("shard.00001"), OutputNames.of(List.of("shard.00001.mds.gz")));
        assertEquals("a\\\\b\\nc", NpyRows.line("a\\b\nc"));
    }
}
