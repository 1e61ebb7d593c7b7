package io.narrows.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.Loader;
import io.narrows.data.adapt.LoaderStreams;
import io.narrows.data.decode.Decoders;
import io.narrows.data.shard.ShardSet;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PackCommandTest {
    private static final int SAMPLES = 300;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private Path files() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("files/sub"));
        for (int i = 0; i < SAMPLES; i++) {
            Files.writeString(folder.resolve("doc-%03d.txt".formatted(i)), "text " + i);
            Files.writeString(folder.resolve("doc-%03d.json".formatted(i)), "{\"n\": " + i + "}");
        }
        Files.writeString(folder.resolve("README"), "left out");
        return folder.getParent();
    }

    /** A data set as text: key, text and number of each sample. */
    private static List<String> texts(Path shards) throws IOException, InterruptedException {
        try (ShardSet set = DataArguments.open(List.of(shards.toString()))) {
            Loader<Map<String, Object>> loader = Loader.from(set)
                    .decode(Decoders.fields(Map.of(
                            "key", sample -> sample.key(), "txt", Decoders.text("txt"), "json", Decoders.text("json"))))
                    .open();
            return LoaderStreams.items(loader)
                    .map(all -> all.get("key") + " " + all.get("txt") + " " + all.get("json"))
                    .toList();
        }
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                contents.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.zst"})
    void aFolderOfFilesBecomesShardsThatTheLoaderReads(String format) throws Exception {
        Path out = directory.resolve("out");
        Narrows pack = Narrows.run(
                "data",
                "pack",
                files().toString(),
                "--out",
                out.toString(),
                "--format",
                format,
                "--shard-samples",
                "70");
        assertEquals(0, pack.code(), pack.err());
        assertTrue(pack.out().startsWith("300 samples in 5 shards, "), pack.out());
        assertTrue(pack.err().contains("1 files are left out"), pack.err());
        assertTrue(Files.exists(out.resolve("shard-000004." + format)));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            expected.add("sub/doc-%03d text %d {\"n\": %d}".formatted(i, i, i));
        }
        assertEquals(expected, texts(out));
        Narrows stat = Narrows.run("data", "stat", out.toString());
        assertEquals(0, stat.code(), stat.out());
        assertTrue(stat.out().startsWith("5 shards, 300 samples, "), stat.out());

        Narrows again = Narrows.run(
                "data",
                "pack",
                files().toString(),
                "--out",
                out.toString(),
                "--format",
                format,
                "--shard-samples",
                "70");
        assertEquals(pack.out(), again.out(), "nothing is left to do");
    }

    @Test
    void shardsArePackedAnew() throws Exception {
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        assertEquals(
                0,
                Narrows.run("data", "pack", files().toString(), "--out", first.toString())
                        .code());
        Narrows pack = Narrows.run(
                "data",
                "pack",
                first.toString(),
                "--out",
                second.toString(),
                "--format",
                "tar.zst",
                "--shard-mib",
                "0.1");
        assertEquals(0, pack.code(), pack.err());
        assertEquals(texts(first), texts(second));
        assertTrue(pack.out().contains(" shards, "), pack.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mds", "mds.zstd"})
    void aFolderOfFilesBecomesMds(String format) throws Exception {
        Path out = directory.resolve("out");
        String files = files().toString();
        Narrows pack =
                Narrows.run("data", "pack", files, "--out", out.toString(), "--format", format, "--shard-mib", "0.005");
        assertEquals(0, pack.code(), pack.err());
        assertTrue(Files.exists(out.resolve("index.json")));
        assertTrue(
                Files.exists(out.resolve("shard.00002." + format)),
                contents(out).keySet().toString());
        try (ShardSet set = DataArguments.open(List.of(out.toString()))) {
            Loader<String> loader = Loader.from(set)
                    .decode(Decoders.fields(
                            Decoders.text("__key__"), Decoders.text("txt"), (key, txt) -> key + " " + txt))
                    .open();
            List<String> texts = LoaderStreams.items(loader).toList();
            assertEquals(SAMPLES, texts.size());
            assertEquals("sub/doc-123 text 123", texts.get(123));
        }
        assertEquals(
                4,
                Narrows.run("data", "pack", files, "--out", out.toString(), "--format", format)
                        .code(),
                "other options for the same folder");
    }

    @Test
    void linesOfJsonLinesAreNumbered() throws Exception {
        Path lines = Files.createDirectories(directory.resolve("lines"));
        Files.writeString(lines.resolve("a.jsonl"), "{\"n\": 1}\n{\"n\": 2}\n");
        Files.writeString(lines.resolve("b.jsonl"), "{\"n\": 3}\n");
        Path out = directory.resolve("out");
        Narrows pack = Narrows.run("data", "pack", lines.toString(), "--out", out.toString());
        assertEquals(0, pack.code(), pack.err());
        try (ShardSet set = DataArguments.open(List.of(out.toString()))) {
            Loader<String> loader = Loader.from(set)
                    .decode(sample -> sample.key() + Decoders.text("json").decode(sample))
                    .open();
            assertEquals(
                    List.of("000000000{\"n\": 1}", "000000001{\"n\": 2}", "000000002{\"n\": 3}"),
                    LoaderStreams.items(loader).toList());
        }
    }

    @Test
    void whatWasEndedGoesOnToTheSameBytes() throws Exception {
        Path files = files();
        List<String> arguments =
                List.of("data", "pack", files.toString(), "--format", "tar.gz", "--shard-samples", "70", "--out");
        Path whole = directory.resolve("whole");
        Path cut = directory.resolve("cut");
        List<String> intoWhole = new ArrayList<>(arguments);
        intoWhole.add(whole.toString());
        assertEquals(0, Narrows.run(intoWhole.toArray(String[]::new)).code());
        Path large = files.resolve("sub/doc-180.txt");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(3L << 30); // in the midst of the third shard
        }
        List<String> intoCut = new ArrayList<>(arguments);
        intoCut.add(cut.toString());
        Narrows ended = Narrows.run(intoCut.toArray(String[]::new));
        assertEquals(4, ended.code());
        assertTrue(ended.err().contains("the sample sub/doc-180 has 3221225482 bytes"), ended.err());
        Files.writeString(large, "text 180");
        Narrows again = Narrows.run(intoCut.toArray(String[]::new));
        assertEquals(0, again.code(), again.err());
        assertTrue(again.err().contains("140 of them by earlier runs"), again.err());
        assertEquals(contents(whole), contents(cut));
    }

    @Test
    void whatCannotBePackedIsNamed() throws Exception {
        Path out = directory.resolve("out");
        Narrows format = Narrows.run("data", "pack", files().toString(), "--out", out.toString(), "--format", "zip");
        assertEquals(2, format.code());
        assertTrue(format.err().contains("format \"zip\": must be one of tar, tar.gz"), format.err());
        Narrows missing = Narrows.run("data", "pack", directory.resolve("x.tar").toString(), "--out", out.toString());
        assertEquals(4, missing.code());
        Narrows lines = Narrows.run("data", "pack", files().toString(), "--out", out.toString(), "--format", "jsonl");
        assertEquals(1, lines.code(), lines.err());
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Narrows nothing = Narrows.run("data", "pack", empty.toString(), "--out", out.toString());
        assertEquals(4, nothing.code());
        assertTrue(nothing.err().contains("holds nothing to pack"), nothing.err());
        assertEquals(
                2,
                Narrows.run("data", "pack", "x", "--out", "y", "--shard-mib", "0")
                        .code());
    }
}
