package io.narrows.data.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.index.IndexFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IndexCommandTest {
    private static final int LINES = 3_000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private Path lines = Path.of("");

    @BeforeEach
    void writeLines() throws IOException {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            text.append("{\"n\": ").append(i).append(", \"words\": \"");
            text.append(Long.toHexString(random.nextLong()).repeat(random.nextInt(40)));
            text.append("\"}\n");
        }
        lines = folder.resolve("lines.jsonl");
        Files.writeString(lines, text);
    }

    /** Packs, and takes the shards away from their indexes. */
    private Path bare(String format) throws IOException {
        Path packed = folder.resolve("packed");
        Narrows pack = Narrows.run(
                "data", "pack", lines.toString(), "--out", packed.toString(), "--format", format, "--shard-mib", "0.4");
        assertEquals(0, pack.code(), pack.err());
        Path bare = Files.createDirectories(folder.resolve("bare"));
        for (Path shard : shards(packed, "." + format)) {
            Files.copy(shard, bare.resolve(shard.getFileName()));
        }
        return bare;
    }

    private static List<Path> shards(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static Path index(Path shard) {
        return shard.resolveSibling(shard.getFileName() + IndexFile.SUFFIX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.zst", "jsonl", "jsonl.gz", "jsonl.zst"})
    void theIndexIsTheOneThatPackingWrites(String format) throws IOException {
        Path bare = bare(format);
        List<Path> shards = shards(bare, "." + format);
        assertTrue(shards.size() > 1, () -> "more than one shard, not " + shards);
        Narrows index = Narrows.run("data", "index", bare.toString());
        assertEquals(0, index.code(), index.err());
        assertEquals(shards.size() + " shards: " + shards.size() + " indexes written\n", index.out());
        for (Path shard : shards) {
            Path packed = folder.resolve("packed").resolve(shard.getFileName());
            assertArrayEquals(Files.readAllBytes(index(packed)), Files.readAllBytes(index(shard)));
        }
        Narrows stat = Narrows.run("data", "stat", bare.toString());
        assertEquals(0, stat.code(), stat.err());
        assertTrue(stat.out().contains(String.format(Locale.ROOT, "%,d samples", LINES)), stat.out());
    }

    @Test
    void oneThatFitsIsLeftAloneAndOneOfAnotherShardIsReplaced() throws IOException {
        Path bare = bare("tar");
        List<Path> shards = shards(bare, ".tar");
        assertEquals(0, Narrows.run("data", "index", bare.toString()).code());
        Path fits = index(shards.get(0));
        Path other = index(shards.get(1));
        byte[] right = Files.readAllBytes(other);
        Object key = Files.readAttributes(fits, BasicFileAttributes.class).fileKey();
        Files.copy(fits, other, StandardCopyOption.REPLACE_EXISTING);
        Narrows again = Narrows.run("data", "index", "--threads", "1", bare.toString(), bare.toString());
        assertEquals(0, again.code(), again.err());
        assertEquals(
                shards.size() + " shards: 0 indexes written, 1 replaced, " + (shards.size() - 1) + " there before\n",
                again.out());
        assertEquals(key, Files.readAttributes(fits, BasicFileAttributes.class).fileKey());
        assertArrayEquals(right, Files.readAllBytes(other));
    }

    /** Of the same size, and with the same first and last bytes. */
    @Test
    void oneOfWhatTheShardWasBeforeIsReplaced() throws IOException {
        Narrows first = Narrows.run("data", "index", lines.toString());
        assertEquals("1 shard: 1 index written\n", first.out(), first.err());
        byte[] before = Files.readAllBytes(index(lines));
        byte[] text = Files.readAllBytes(lines);
        int middle = text.length / 2;
        while (text[middle] != '\n') {
            middle++;
        }
        text[middle] = ' '; // two lines become one, which is no JSON: that is nothing that an index says
        Files.write(lines, text);
        long later = Files.getLastModifiedTime(index(lines)).toMillis() + 2_000;
        Files.setLastModifiedTime(lines, FileTime.fromMillis(later));
        Narrows again = Narrows.run("data", "index", lines.toString());
        assertEquals("1 shard: 0 indexes written, 1 replaced\n", again.out(), again.err());
        assertFalse(Arrays.equals(before, Files.readAllBytes(index(lines))));
        Files.setLastModifiedTime(lines, FileTime.fromMillis(later + 600_000));
        Narrows touched = Narrows.run("data", "index", lines.toString());
        assertEquals("1 shard: 0 indexes written, 1 there before\n", touched.out(), touched.err());
    }

    @Test
    void aFileOfItsNameThatIsNoIndexIsNotWrittenOver() throws IOException {
        Files.writeString(index(lines), "what another program knows of these lines");
        Narrows index = Narrows.run("data", "index", lines.toString());
        assertEquals(4, index.code());
        assertTrue(index.err().contains("not indexed: " + index(lines) + ": it is no index of a shard"), index.err());
        assertEquals("1 shard: 0 indexes written, 1 not indexed\n", index.out());
        assertEquals("what another program knows of these lines", Files.readString(index(lines)));
    }

    /** As other programs write them. */
    @Test
    void shardsOfOthersAreTheSameWithAnIndex() throws IOException {
        Path others = Files.createDirectories(folder.resolve("others"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(others.resolve("one-member.jsonl.gz")))) {
            out.write("{\"n\": 1}\n\n{\"n\": 2}\n{\"n\": \"no line feed behind\"}".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(others.resolve("empty.jsonl.gz"), new byte[0]);
        Files.write(others.resolve("empty.jsonl"), new byte[0]);
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(Files.newOutputStream(others.resolve("names.tar")))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            for (String name : List.of(
                    "__about__/a.txt",
                    "a.txt",
                    "a.json",
                    "no-dot",
                    "x".repeat(150) + ".json",
                    "folder/b.c.json",
                    "z")) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(name.length());
                tar.putArchiveEntry(entry);
                tar.write(name.getBytes(StandardCharsets.UTF_8));
                tar.closeArchiveEntry();
            }
        }
        Narrows before = Narrows.run("data", "stat", others.toString(), "--shards");
        Narrows index = Narrows.run("data", "index", others.toString());
        assertEquals("4 shards: 4 indexes written\n", index.out(), index.err());
        Narrows after = Narrows.run("data", "stat", others.toString(), "--shards");
        assertEquals(before.out(), after.out());
        assertTrue(after.out().startsWith("4 shards, 6 samples"), after.out());
        assertEquals(
                "4 shards: 0 indexes written, 4 there before\n",
                Narrows.run("data", "index", others.toString()).out());
    }

    @Test
    void aDamagedShardGetsNoneAndTheOthersGetTheirs() throws IOException {
        Path bare = bare("tar.gz");
        List<Path> shards = shards(bare, ".tar.gz");
        byte[] whole = Files.readAllBytes(shards.get(0));
        Files.write(shards.get(0), Arrays.copyOf(whole, whole.length / 2));
        Narrows index = Narrows.run("data", "index", bare.toString());
        assertEquals(1, index.code(), index.err());
        assertTrue(index.out().startsWith("damaged: "), index.out());
        assertTrue(index.out().contains(shards.get(0).getFileName().toString()), index.out());
        assertTrue(index.out().endsWith((shards.size() - 1) + " indexes written, 1 damaged\n"), index.out());
        assertFalse(Files.exists(index(shards.get(0))));
        assertTrue(Files.exists(index(shards.get(1))));
    }

    @Test
    void shardsOfMdsNeedNone() throws IOException {
        Path mds = folder.resolve("mds");
        assertEquals(
                0,
                Narrows.run("data", "pack", lines.toString(), "--out", mds.toString(), "--format", "mds")
                        .code());
        Narrows index = Narrows.run("data", "index", mds.toString(), lines.toString());
        assertEquals(0, index.code(), index.err());
        assertEquals("2 shards: 1 index written, 1 of a format without\n", index.out());
        assertTrue(Files.exists(index(lines)));
        Files.delete(shards(mds, ".mds").get(0));
        Narrows missing = Narrows.run("data", "index", mds.toString());
        assertEquals(4, missing.code(), missing.out());
        assertTrue(missing.err().contains(".mds: it does not exist"), missing.err());
    }

    @Test
    void whatIsNotThereIsSaidAndTheOthersGetTheirs() throws IOException {
        String pattern = folder.resolve("{lines,no}.jsonl").toString();
        Narrows index = Narrows.run("data", "index", pattern);
        assertEquals(4, index.code());
        assertTrue(
                index.err().contains("not indexed: " + folder.resolve("no.jsonl") + ": it does not exist"),
                index.err());
        assertEquals("2 shards: 1 index written, 1 not indexed\n", index.out());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(lines, index(lines)), files.sorted().toList(), "nothing else is left");
        }
    }

    @Test
    void whatIsNoShardAndNoNumberOfThreadsIsRefused() throws IOException {
        Files.writeString(folder.resolve("text.md"), "no shard");
        Narrows none = Narrows.run("data", "index", folder.resolve("text.md").toString());
        assertEquals(2, none.code());
        assertTrue(none.err().contains("text.md"), none.err());
        for (String threads : List.of("-1", "1025")) {
            Narrows refused = Narrows.run("data", "index", "--threads", threads, lines.toString());
            assertEquals(2, refused.code());
            assertTrue(refused.err().contains("--threads is " + threads + ", must be 0 to 1024"), refused.err());
        }
        Narrows nowhere =
                Narrows.run("data", "index", folder.resolve("no/a.tar").toString());
        assertEquals(4, nowhere.code());
        assertTrue(nowhere.err().contains(folder.resolve("no") + " is no folder"), nowhere.err());
    }
}
