package io.narrows.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.data.Loader;
import io.narrows.data.adapt.LoaderStreams;
import io.narrows.data.decode.Decoders;
import io.narrows.data.pack.PackFormat;
import io.narrows.data.pack.PackOptions;
import io.narrows.data.pack.ShardWriter;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.shard.mds.MdsColumn;
import io.narrows.data.shard.mds.MdsOptions;
import io.narrows.data.shard.mds.MdsWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
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
        String files = files().toString();
        Path out = directory.resolve("out");
        Narrows pack = Narrows.run(
                "data", "pack", files, "--out", out.toString(), "--format", format, "--shard-samples", "70");
        assertEquals(0, pack.code(), pack.err());
        assertTrue(pack.out().startsWith("300 samples in 5 shards, "), pack.out());
        assertTrue(pack.err().contains("1 file is left out, part of no sample"), pack.err());
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
                "data", "pack", files, "--out", out.toString(), "--format", format, "--shard-samples", "70");
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
    void aLinkToAFolderOfFilesIsFollowed() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), files());
        Path out = directory.resolve("out");
        Narrows pack = Narrows.run("data", "pack", link.toString(), "--out", out.toString());
        assertEquals(0, pack.code(), pack.err());
        assertEquals(SAMPLES, texts(out).size());
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

    private static void packSome(Path files, Path out, int samples) throws IOException, InterruptedException {
        PackOptions options =
                PackOptions.builder().format(PackFormat.TAR_GZ).shardSamples(70).build();
        try (PackInput input = PackInput.of(List.of(files.toString()), out);
                ShardWriter writer = ShardWriter.open(out, "shard", options, input.fingerprint())) {
            assertThrows(
                    CancellationException.class,
                    () -> input.read(0, sample -> {
                        if (writer.samples() == samples) {
                            throw new CancellationException();
                        }
                        writer.write(sample);
                    }));
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
        List<String> intoCut = new ArrayList<>(arguments);
        intoCut.add(cut.toString());
        packSome(files, cut, 180); // in the midst of the third shard
        assertFalse(Files.exists(cut.resolve("shard-000002.tar.gz")));
        Narrows again = Narrows.run(intoCut.toArray(String[]::new));
        assertEquals(0, again.code(), again.err());
        assertTrue(again.err().contains("140 of them by earlier runs"), again.err());
        assertEquals(contents(whole), contents(cut));
    }

    @Test
    void theFolderThatIsWrittenToMayLieInTheInput() throws Exception {
        Path files = files();
        Path out = files.resolve("shards");
        packSome(files, out, 180);
        Narrows again = Narrows.run(
                "data",
                "pack",
                files.toString(),
                "--out",
                out.toString(),
                "--format",
                "tar.gz",
                "--shard-samples",
                "70");
        assertEquals(0, again.code(), again.err());
        assertTrue(again.out().startsWith("300 samples in 5 shards, "), again.out());
    }

    @Test
    void filesThatChangedAreAnotherInput() throws Exception {
        Path files = files();
        Path out = directory.resolve("out");
        assertEquals(
                0,
                Narrows.run("data", "pack", files.toString(), "--out", out.toString())
                        .code());
        Files.writeString(files.resolve("sub/doc-007.txt"), "another text");
        Narrows again = Narrows.run("data", "pack", files.toString(), "--out", out.toString());
        assertEquals(4, again.code(), again.out());
        assertTrue(again.err().contains("shard.pack.json is of a pack with the input "), again.err());
    }

    @Test
    void inputsAreNeverWrittenOver() throws Exception {
        Path files = files();
        Path train = directory.resolve("train");
        assertEquals(
                0,
                Narrows.run("data", "pack", files.toString(), "--out", train.toString(), "--shard-samples", "100")
                        .code());
        for (String beside : List.of(".pack.json", "-000000.tar.index", "-000001.tar.index", "-000002.tar.index")) {
            Files.delete(train.resolve("shard" + beside)); // as another writer leaves them
        }
        Map<String, String> before = contents(train);
        Narrows folder =
                Narrows.run("data", "pack", train.toString(), "--out", train.toString(), "--shard-mib", "0.01");
        assertEquals(2, folder.code(), folder.out());
        assertTrue(folder.err().contains("--out " + train + " is the folder of the input too"), folder.err());
        Narrows pattern = Narrows.run(
                "data",
                "pack",
                train.resolve("shard-{000001..000002}.tar").toString(),
                "--out",
                Files.createSymbolicLink(directory.resolve("link"), train).toString(),
                "--shard-mib",
                "0.01");
        assertEquals(2, pattern.code(), pattern.out());
        assertTrue(
                pattern.err().contains(train.resolve("shard-000001.tar") + " is an input, and may be written over"),
                pattern.err());
        Narrows foreign = Narrows.run("data", "pack", files.toString(), "--out", train.toString());
        assertEquals(4, foreign.code(), foreign.out());
        assertTrue(foreign.err().contains(" was not written by this pack, and would be replaced"), foreign.err());
        Narrows own = Narrows.run("data", "pack", files.toString(), "--out", files.toString());
        assertEquals(2, own.code(), own.out());
        assertEquals(before, contents(train));
    }

    @Test
    void mdsWithoutKeysIsNumberedAndItsKeysAreNoField() throws Exception {
        Path mds = directory.resolve("mds");
        MdsOptions two = MdsOptions.defaults().withShardSamples(2);
        try (MdsWriter writer = MdsWriter.open(mds, List.of(new MdsColumn("json", "json")), two)) {
            for (int i = 0; i < 5; i++) {
                writer.write(Map.of("json", ("{\"n\": " + i + "}").getBytes(StandardCharsets.UTF_8)));
            }
            writer.finish();
        }
        Path tar = directory.resolve("tar");
        Narrows numbered = Narrows.run("data", "pack", mds.toString(), "--out", tar.toString());
        assertEquals(0, numbered.code(), numbered.err());
        assertEquals(
                List.of("000000000 {\"n\": 0}", "000000001 {\"n\": 1}", "000000002 {\"n\": 2}"),
                keysAndJson(tar).subList(0, 3));
        Path keyed = directory.resolve("keyed");
        assertEquals(
                0,
                Narrows.run("data", "pack", tar.toString(), "--out", keyed.toString(), "--format", "mds")
                        .code());
        assertEquals(keysAndJson(tar), keysAndJson(keyed), "MDS has a column for them");
        for (String format : List.of("tar.gz", "jsonl", "mds.zstd")) {
            Path again = directory.resolve("again-" + format);
            Narrows pack = Narrows.run("data", "pack", keyed.toString(), "--out", again.toString(), "--format", format);
            assertEquals(0, pack.code(), pack.err());
            Narrows stat = Narrows.run("data", "stat", again.toString(), "--json");
            JsonNode fields = new ObjectMapper().readTree(stat.out()).get("fields");
            assertEquals(
                    format.startsWith("mds") ? List.of("__key__", "json") : List.of("json"),
                    fields.findValuesAsText("name"),
                    format);
        }
    }

    private static List<String> keysAndJson(Path shards) throws IOException, InterruptedException {
        try (ShardSet set = DataArguments.open(List.of(shards.toString()))) {
            Loader<String> loader = Loader.from(set)
                    .decode(sample -> sample.key() + " " + Decoders.text("json").decode(sample))
                    .open();
            return LoaderStreams.items(loader).toList();
        }
    }

    @Test
    void optionsAreCheckedBeforeTheInputIsLookedAt() {
        String[][] wrong = {
            {"format \"zip\": must be one of tar, tar.gz", "--format", "zip"},
            {"--level is 9, but tar is not compressed", "--level", "9"},
            {"--level is 99, but mds is not compressed", "--level", "99", "--format", "mds"},
            {"level is 10: must be between 1 and 9 for gzip", "--level", "10", "--format", "tar.gz"},
            {"--shard-mib is 2000.0, must be 1/1024 to 1024 for MDS", "--shard-mib", "2000", "--format", "mds"},
            {"--shard-samples is 5, but MDS shards are limited by", "--shard-samples", "5", "--format", "mds"},
            {"prefix \"a/b\": must be letters, digits, - and _", "--prefix", "a/b"},
        };
        for (String[] each : wrong) {
            List<String> arguments = new ArrayList<>(List.of("data", "pack", "none.tar", "--out", "none"));
            arguments.addAll(Arrays.asList(each).subList(1, each.length));
            Narrows pack = Narrows.run(arguments.toArray(String[]::new));
            assertEquals(2, pack.code(), pack.err());
            assertTrue(pack.err().contains(each[0]), pack.err());
        }
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
        Path file = Files.writeString(directory.resolve("file"), "");
        Narrows intoFile = Narrows.run("data", "pack", files().toString(), "--out", file.toString());
        assertEquals(4, intoFile.code());
        assertTrue(intoFile.err().contains("--out " + file + " is a file, must be a folder"), intoFile.err());
        Path none = Files.writeString(directory.resolve("none.jsonl"), "");
        Narrows mds = Narrows.run(
                "data",
                "pack",
                none.toString(),
                "--out",
                directory.resolve("mds").toString(),
                "--format",
                "mds");
        assertEquals(1, mds.code());
        assertTrue(mds.err().contains("there is no sample to pack, and MDS shards have the columns"), mds.err());
        Path large = files().resolve("sub/doc-180.txt");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
        Narrows tooLarge =
                Narrows.run("data", "pack", large.getParent().getParent().toString(), "--out", out.toString());
        assertEquals(4, tooLarge.code());
        assertTrue(tooLarge.err().contains("the sample sub/doc-180 has 3221225482 bytes"), tooLarge.err());
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
