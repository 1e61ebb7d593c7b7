package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.cli.Main;
import io.narrows.data.decode.Npy;
import io.narrows.data.decode.NpyArray;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModels;
import io.narrows.server.testing.RunLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code narrows data embed} as a user starts it, on the real model: right vectors, one trace, and kill -9 half-way. */
@Timeout(240)
class EmbedIT {
    private static final int[] SHARDS = {170, 250, 60};
    private static final List<String> WORDS = List.of(
            "slow", "request", "model", "queue", "latency", "of", "the", "a", "batch", "tail", "median", "waits",
            "for");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private final List<String> texts = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void writeShards() throws IOException {
        Random random = new Random(5);
        Files.createDirectories(directory.resolve("data"));
        for (int shard = 0; shard < SHARDS.length; shard++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < SHARDS[shard]; i++) {
                StringBuilder text = new StringBuilder("text " + i);
                for (int words = random.nextInt(40); words > 0; words--) {
                    text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
                }
                texts.add(text.toString());
                lines.add("{\"title\": \"" + text + "\"}");
            }
            Files.write(directory.resolve("data/part-" + shard + ".jsonl"), lines);
        }
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process embed(String out, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "data",
                "embed",
                "data",
                "--text",
                "json/title",
                "--batch",
                "16",
                "--window",
                "40",
                "--out",
                out));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve(out + ".err").toFile())
                .start();
        started.add(process);
        return process;
    }

    private String messages(String out) throws IOException {
        return Files.readString(directory.resolve(out + ".err"));
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

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

    private long rows(String out) throws IOException {
        Path file = directory.resolve(out).resolve("embeddings.json");
        return Files.exists(file)
                ? new ObjectMapper().readTree(file.toFile()).get("rows").asLong()
                : 0;
    }

    @Test
    void killedHalfWayItGoesOnToTheSameBytes() throws Exception {
        Process whole = embed("whole", "--run", "run");
        assertEquals("480 embeddings in whole", output(whole));
        assertEquals(0, whole.waitFor(), () -> "see whole.err");
        assertVectors("whole");
        assertTrace();

        Process cut = embed("cut", "--run", "cut-run");
        while (rows("cut") < 80) {
            assertTrue(cut.isAlive(), () -> "it ended before it could be killed");
            TimeUnit.MILLISECONDS.sleep(2); // until it has written something
        }
        cut.destroyForcibly();
        assertEquals(137, cut.waitFor(), "SIGKILL");
        long before = rows("cut");
        assertTrue(before < 480 && before % 40 == 0, before + " rows");
        assertFalse(contents("whole").equals(contents("cut")));

        Process asked = embed("cut", "--run", "cut-run");
        while (rows("cut") == before) {
            assertTrue(asked.isAlive(), () -> "it ended before it could be asked to");
            TimeUnit.MILLISECONDS.sleep(2);
        }
        asked.destroy();
        assertEquals(4, asked.waitFor());
        before = rows("cut");
        assertTrue(messages("cut").contains("ended by SIGTERM after " + before + " of 480 texts"), messages("cut"));

        Process again = embed("cut", "--run", "cut-run");
        assertEquals("480 embeddings in cut", output(again));
        assertEquals(0, again.waitFor());
        assertTrue(messages("cut").contains(before + " of them by earlier runs"), messages("cut"));
        assertTrue(messages("cut").contains("cut-run holds a run already; this one is recorded to cut-run-3"));
        assertTrue(RunLog.read(directory.resolve("cut-run-3")).footer());
        assertEquals(contents("whole"), contents("cut"));
    }

    /** The model's own vectors, each text alone: the same but for the last digits. */
    private void assertVectors(String out) throws IOException {
        try (TextModel model = TextModels.open(TextModels.MINILM, EngineOptions.defaults());
                TextModel.Runner runner = model.newRunner()) {
            int text = 0;
            for (int shard = 0; shard < SHARDS.length; shard++) {
                byte[] bytes = Files.readAllBytes(directory.resolve(out + "/part-" + shard + ".npy"));
                NpyArray rows = Npy.read(bytes, 0, bytes.length);
                assertArrayEquals(new int[] {SHARDS[shard], 384}, rows.shape());
                float[] all = rows.floats();
                for (int row = 0; row < SHARDS[shard]; row += 25) {
                    try (TextModel.Batch alone = runner.assemble(List.of(model.encode(texts.get(text + row))))) {
                        alone.forward();
                        assertArrayEquals(alone.read()[0], Arrays.copyOfRange(all, row * 384, (row + 1) * 384), 1e-5f);
                    }
                }
                text += SHARDS[shard];
            }
        }
    }

    /** Each window is one trace, from the shard's bytes to the written vectors, and the report has both. */
    private void assertTrace() throws Exception {
        RunLog log = RunLog.read(directory.resolve("run"));
        assertTrue(log.footer());
        assertEquals(12, log.traces().size(), "windows of 40 texts");
        for (RunLog.Traced trace : log.traces().values()) {
            assertEquals("data.batch", trace.kind());
            List<String> stages = trace.stages();
            List<String> inOrder = new ArrayList<>(stages);
            inOrder.retainAll(List.of("decode", "transform.tokenize", "forward", "write"));
            assertEquals("decode", inOrder.get(0), stages.toString());
            assertEquals("write", stages.get(stages.size() - 1), stages.toString());
            assertTrue(stages.indexOf("handover") < stages.indexOf("forward"), stages.toString());
            assertTrue(stages.contains("batch.assemble") && stages.contains("postprocess"), stages.toString());
        }
        Path json = directory.resolve("report.json");
        assertEquals(
                0,
                Main.run("report", directory.resolve("run").toString(), "--format", "json", "--out", json.toString()));
        List<String> names = new ArrayList<>();
        for (JsonNode stage : new ObjectMapper().readTree(json.toFile()).get("stages")) {
            names.add(stage.get("name").asText());
        }
        assertTrue(names.containsAll(List.of("decode", "transform.tokenize", "forward", "write")), names.toString());
    }

    @Test
    void whatItIsAskedIsCheckedBeforeTheModelIsOpened() throws Exception {
        Process none = embed("out", "--runners", "-1");
        assertEquals(2, none.waitFor());
        assertTrue(messages("out").contains("runners is -1, must be 1 to 256"), messages("out"));
        Process unknown = embed("out", "--engine", "pytorhc");
        assertEquals(2, unknown.waitFor());
        assertTrue(messages("out").contains("engine \"pytorhc\" is unknown, must be one of ["), messages("out"));
        Process unfit = embed("out", "--engine", "onnxruntime", "--variant", "mixed");
        assertEquals(2, unfit.waitFor());
        assertTrue(messages("out").contains("variant \"mixed\" needs engine \"pytorch\""), messages("out"));
        Files.writeString(directory.resolve("data/part-1.jsonl"), "{\"title\": 7}\n");
        Process bad = embed("out");
        assertEquals(1, bad.waitFor());
        assertTrue(
                messages("out")
                        .contains("part-1.jsonl, sample 0, decode: field \"json\": /title is no text but NUMBER"),
                messages("out"));
        Process skipping = embed("out", "--skip-faulty");
        assertEquals("230 embeddings in out, 1 samples left out", output(skipping));
        assertEquals(1, skipping.waitFor());
        byte[] rows = Files.readAllBytes(directory.resolve("out/part-1.npy"));
        assertArrayEquals(new int[] {0, 384}, Npy.read(rows, 0, rows.length).shape());
    }

    /** While it counts samples, which may take an hour, nobody has taken over the signals. */
    @Test
    void aSignalEndsItWhileItCounts() throws Exception {
        byte[] lines = " ".repeat((1 << 20) - 1).concat("\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
            for (int i = 0; i < 64; i++) {
                gzip.write(lines);
            }
        }
        Path big = directory.resolve("data/big.jsonl.gz");
        try (OutputStream out = Files.newOutputStream(big)) {
            for (int i = 0; i < 500; i++) { // 32 GB
                member.writeTo(out);
            }
        }
        Process counting = embed("out");
        Path maps = Path.of("/proc/" + counting.pid() + "/maps");
        while (!Files.readString(maps).contains("big.jsonl.gz")) {
            assertTrue(counting.isAlive(), () -> "it ended before it counted");
            TimeUnit.MILLISECONDS.sleep(2); // until it has opened the shard
        }
        counting.destroy();
        assertEquals(128 + 15, counting.waitFor());
        assertFalse(Files.exists(directory.resolve("out")));
    }
}
