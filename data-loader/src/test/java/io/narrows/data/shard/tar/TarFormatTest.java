package io.narrows.data.shard.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.FilesInMemory;
import io.narrows.data.shard.Samples;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TarFormatTest {
    private final FilesInMemory files = new FilesInMemory();

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(0, files.opened.get());
    }

    private List<String> read(byte[] archive) throws IOException, InterruptedException {
        return read("s.tar", archive);
    }

    private List<String> read(String name, byte[] archive) throws IOException, InterruptedException {
        files.put(name, archive);
        try (Shard shard = new TarFormat().open(files, files.open(name))) {
            return Samples.all(shard);
        }
    }

    private String refused(byte[] archive) {
        return assertThrows(ShardException.class, () -> read(archive)).getMessage();
    }

    @Test
    void neighboursOfOneKeyAreOneSample() throws Exception {
        byte[] archive = Archives.posix("a.json={1}", "a.SEG.png=p", "b.json={2}", "a.json={3}", "dir/c.txt=t");
        List<String> expected = List.of("a json={1} seg.png=p", "b json={2}", "a json={3}", "dir/c txt=t");
        assertEquals(expected, read(archive));
        assertEquals(expected, read("s.tar.gz", Archives.gzip(archive)));
        assertEquals(expected, read("s.tar.zst", Archives.zstd(archive)));
    }

    @Test
    void whatBelongsToNoSampleIsPassedOver() throws Exception {
        byte[] archive = Archives.join(
                Archives.header("folder/", 0, '5'),
                Archives.file("__about__", "x"),
                Archives.file("README", "no dot"),
                Archives.file("a.txt", "1"),
                Archives.header("link.txt", 7, '2'),
                Archives.header("hard.txt", 7, '1'),
                Archives.file("LICENSE", "between"),
                Archives.file("a.cls", "2"),
                Archives.header("old/", 9, '\0'),
                Archives.join(Archives.header("volume", 5, 'V'), Archives.body("label")),
                Archives.file("b.txt", "3"),
                Archives.end());
        assertEquals(List.of("a txt=1 cls=2", "b txt=3"), read(archive));
    }

    @Test
    void longNamesOfEveryDialect() throws Exception {
        String folder = "f".repeat(90) + "/" + "g".repeat(90) + "/";
        String name = folder + "x".repeat(120);
        String[] both = {name + ".json=1", name + ".txt=2", "short.txt=3"};
        List<String> expected = List.of(name + " json=1 txt=2", "short txt=3");
        assertEquals(expected, read(Archives.written(TarArchiveOutputStream.LONGFILE_POSIX, both)));
        assertEquals(expected, read(Archives.written(TarArchiveOutputStream.LONGFILE_GNU, both)));
        assertEquals(
                List.of(folder + "x txt=1"),
                read(Archives.join(
                        Archives.ustar(folder.substring(0, 90), folder.substring(91) + "x.txt", 1, "ustar\00000"),
                        Archives.body("1"))));
        assertEquals(
                List.of("x txt=1"),
                read(Archives.join(Archives.ustar("12345", "x.txt", 1, "ustar  \0"), Archives.body("1"))));
        String exact = "n".repeat(96) + ".txt";
        assertEquals(List.of("n".repeat(96) + " txt=1"), read(Archives.file(exact, "1")));
        assertEquals(List.of("é/ü txt=1"), read(Archives.posix("é/ü.txt=1")));
    }

    @Test
    void extendedHeaders() throws Exception {
        byte[] wrongSize = Archives.header("ignored", 0, '0');
        assertEquals(
                List.of("a txt=four", "b txt=5"),
                read(Archives.join(
                        Archives.pax('g', "path=of all", "comment=x"),
                        Archives.pax('x', "mtime=1.5", "path=a.txt", "size=4"),
                        wrongSize,
                        Archives.body("four"),
                        Archives.pax('X', "path=b.txt"),
                        Archives.file("c.txt", "5"),
                        Archives.end())));
        byte[] linked = Archives.join(
                Archives.header("././@LongLink", 5, 'K'), Archives.body("where"), Archives.header("l", 0, '2'));
        assertEquals(List.of("a txt=1"), read(Archives.join(linked, Archives.file("a.txt", "1"))));
    }

    @Test
    void sizesInBinaryAndSumsOfSignedBytes() throws Exception {
        byte[] binary = Archives.header("a.txt", 0, '0');
        Arrays.fill(binary, TarHeader.SIZE, TarHeader.SIZE + TarHeader.SIZE_BYTES, (byte) 0);
        binary[TarHeader.SIZE] = (byte) 0x80;
        binary[TarHeader.SIZE + TarHeader.SIZE_BYTES - 1] = 3;
        assertEquals(List.of("a txt=abc"), read(Archives.join(Archives.summed(binary), Archives.body("abc"))));

        byte[] signed = Archives.header("é.txt", 3, '0');
        int sum = 0;
        for (int i = 0; i < signed.length; i++) {
            sum += i >= TarHeader.SUM && i < TarHeader.SUM + TarHeader.SUM_BYTES ? ' ' : signed[i];
        }
        Archives.text(signed, TarHeader.SUM, String.format("%06o\0 ", sum));
        assertEquals(List.of("é txt=abc"), read(Archives.join(signed, Archives.body("abc"))));
    }

    @Test
    void theEndIsTwoBlocksOfZerosOrTheFiles() throws Exception {
        byte[] file = Archives.file("a.txt", "1");
        assertEquals(List.of("a txt=1"), read(file));
        assertEquals(List.of("a txt=1"), read(Arrays.copyOf(file, TarHeader.BYTES + 1)));
        assertEquals(List.of("a txt=1"), read(Arrays.copyOf(file, file.length + TarHeader.BYTES)));
        assertEquals(
                List.of("a txt=1"), read(Archives.join(file, Archives.end(), Archives.file("hidden.txt", "behind"))));
        assertEquals(List.of(), read(Archives.end()));
        assertEquals(
                List.of("a txt=1", "! s.tar, sample 1: has one block of zeros at 1024, but two end an archive"),
                read(Archives.join(file, new byte[TarHeader.BYTES], file)));
        assertEquals("s.tar: is empty: an archive has an end mark at least", refused(new byte[0]));
    }

    @Test
    void damageIsASampleThatSaysWhatItIs() throws Exception {
        byte[] archive = Archives.posix("a.txt=1", "b.txt=" + "2".repeat(600), "b.cls=3", "c.txt=4");
        int b = 2 * TarHeader.BYTES;
        List<String> a = List.of("a txt=1");
        assertEquals(
                List.of("a txt=1", "! s.tar, sample 1: has a file at 1024 of 600 bytes, but only 100 follow"),
                read(Arrays.copyOf(archive, b + TarHeader.BYTES + 100)));
        assertEquals(
                List.of("a txt=1", "! s.tar, sample 1: ends inside a header, at 1124"),
                read(Arrays.copyOf(archive, b + 100)));
        assertEquals(a, read(Arrays.copyOf(archive, b)));
        int cls = b + 3 * TarHeader.BYTES;
        assertEquals(
                List.of("a txt=1", "! s.tar, sample 1: has a file at 2560 of 1 bytes, but only 0 follow"),
                read(Arrays.copyOf(archive, cls + TarHeader.BYTES)));
        byte[] wrong = archive.clone();
        wrong[b] ^= 1;
        assertEquals(2, read(wrong).size());
        assertTrue(read(wrong).get(1).matches("! s.tar, sample 1: has a header at 1024 whose bytes sum to .*"));
        wrong = archive.clone();
        wrong[0] ^= 1;
        assertTrue(refused(wrong).startsWith("s.tar: has a header at 0 whose bytes sum to "));
        assertTrue(refused("{\"no\": \"tar\"}".repeat(100).getBytes(StandardCharsets.UTF_8))
                .startsWith("s.tar: has a header at 0 whose bytes sum to "));
    }

    @Test
    void sizesThatCannotBeAreRefusedBeforeAnythingIsAllocated() throws Exception {
        assertEquals(
                "s.tar: has a file at 0 of 8589934591 bytes, but only 512 follow",
                refused(Archives.join(Archives.header("a.txt", (1L << 33) - 1, '0'), Archives.body("1"))));
        byte[] negative = Archives.header("a.txt", 0, '0');
        Arrays.fill(negative, TarHeader.SIZE, TarHeader.SIZE + TarHeader.SIZE_BYTES, (byte) 0xff);
        assertEquals("s.tar: has a header at 0 whose size is no number of bytes", refused(Archives.summed(negative)));
        assertEquals(
                "s.tar: has an extended header at 0 of 1073741824 bytes; at most 1048576 are read",
                refused(Archives.join(Archives.header("x", 1 << 30, 'L'), Archives.body("1"))));
        assertEquals(
                "s.tar: has an extended header at 0 whose record at its byte 0 is not a length, a space, key=value and a"
                        + " line feed",
                refused(Archives.join(Archives.header("x", 8, 'x'), Archives.body("99 a=bc\n"))));
        assertEquals("s.tar: ends behind an extended header, at 1024", refused(Archives.pax('x', "path=a.txt")));
    }

    @Test
    void aBadSampleLeavesTheOthers() throws Exception {
        byte[] archive = Archives.join(Archives.posix("a.txt=1", "a.TXT=2", "b.txt=3"));
        assertEquals(
                List.of("! s.tar, sample 0: has the field txt twice; the second is a.TXT", "b txt=3"), read(archive));
        byte[] sparse = Archives.join(
                Archives.pax('x', "GNU.sparse.major=1", "path=a.txt"),
                Archives.file("GNUSparseFile.0/a.txt", "1"),
                Archives.file("b.txt", "3"));
        assertEquals(
                List.of("! s.tar, sample 0: has a sparse file, a.txt; those are not read", "b txt=3"), read(sparse));
        byte[] named = Archives.join(
                Archives.pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=a.jpg"),
                Archives.file("./GNUSparseFile.7/a.jpg", "1"),
                Archives.posix("a.txt=2", "b.txt=3"));
        assertEquals(
                List.of("! s.tar, sample 0: has a sparse file, a.jpg; those are not read", "b txt=3"), read(named));
        byte[] old = Archives.header("a.txt", 1, 'S');
        old[TarHeader.SPARSE_MORE] = 1;
        byte[] map = new byte[TarHeader.BYTES];
        assertEquals(
                List.of("! s.tar, sample 0: has a sparse file, a.txt; those are not read", "b txt=3"),
                read(Archives.join(Archives.summed(old), map, Archives.body("1"), Archives.file("b.txt", "3"))));
    }

    @Test
    void everyRangeReadsTheSame() throws Exception {
        String[] many = new String[300];
        for (int i = 0; i < many.length; i++) {
            many[i] = String.format("%03d.txt=%s", i, "x".repeat(i * 7 % 3000));
        }
        byte[] archive = Archives.posix(many);
        byte[] members = Archives.join(
                Archives.gzip(Arrays.copyOf(archive, 100_000)),
                Archives.gzip(Arrays.copyOfRange(archive, 100_000, archive.length)));
        files.put("s.tar", archive).put("m.tar.gz", members).put("z.tar.zst", Archives.zstd(archive));
        for (String name : List.of("s.tar", "m.tar.gz", "z.tar.zst")) {
            try (Shard shard = new TarFormat().open(files, files.open(name))) {
                List<String> all = Samples.all(shard);
                assertEquals(300, all.size());
                for (int from = 0; from < 300; from += 37) {
                    for (int to = from; to <= 300; to += 53) {
                        assertEquals(all.subList(from, to), Samples.range(shard, from, to), name);
                    }
                }
                assertTrue(shard.bytes(0, 300) >= 300 * 512);
                assertEquals(
                        name.equals("s.tar") ? 0 : name.equals("z.tar.zst") ? 299 : 299 - shardAt(shard, 100_000),
                        shard.samplesBefore(299));
                assertThrows(IndexOutOfBoundsException.class, () -> shard.read(0, 301));
            }
        }
    }

    /** The first sample that begins at a place or behind it. */
    private static int shardAt(Shard shard, long place) {
        int at = 0;
        while (shard.bytes(0, at) < place) {
            at++;
        }
        return at;
    }

    @Test
    void aPlainArchiveOfLargeFilesIsIndexedWithoutReadingThem() throws Exception {
        String[] large = new String[64];
        for (int i = 0; i < large.length; i++) {
            large[i] = i + ".bin=" + "x".repeat(200_000);
        }
        files.put("s.tar", Archives.posix(large));
        try (Shard shard = new TarFormat().open(files, files.open("s.tar"))) {
            assertEquals(64, shard.samples());
            assertTrue(files.readBytes.get() < 1_000_000, "read " + files.readBytes.get());
            long before = files.readBytes.get();
            assertEquals(1, Samples.range(shard, 40, 41).size());
            assertTrue(files.readBytes.get() - before < 210_000);
        }
    }

    @Test
    void namesOfFieldsAreTheSameStringsAndAClosedShardEndsItsCursors() throws Exception {
        files.put("s.tar", Archives.posix("a.json=1", "b.JSON=2", "c.json=3"));
        Shard shard = new TarFormat().open(files, files.open("s.tar"));
        try (ShardCursor cursor = shard.read(0, 3)) {
            assertTrue(cursor.next());
            String json = cursor.sample().name(0);
            assertTrue(cursor.next());
            assertEquals(json, cursor.sample().name(0));
            assertEquals(1, cursor.sample().index());
            shard.close();
            assertEquals(
                    "s.tar is closed",
                    assertThrows(IOException.class, cursor::next).getMessage());
        }
        shard.close();
        assertThrows(IOException.class, () -> shard.read(0, 1));
        try (Shard again = new TarFormat().reopen(files, files.open("s.tar"), shard);
                ShardCursor cursor = again.read(2, 3)) {
            assertTrue(cursor.next());
            String json = cursor.sample().name(0);
            assertEquals("c", cursor.sample().key());
            assertSame(cursor.sample(), cursor.sample());
            assertEquals("json", json);
            assertFalse(cursor.next());
        }
    }

    @Test
    void readsWhatCommonsCompressReads() throws Exception {
        byte[] archive = Archives.join(
                Archives.written(TarArchiveOutputStream.LONGFILE_GNU, "n".repeat(150) + ".a=1", "x/y.b=22"));
        StringBuilder expected = new StringBuilder();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName();
                int dot = name.lastIndexOf('.');
                expected.append(name, 0, dot)
                        .append(' ')
                        .append(name.substring(dot + 1))
                        .append('=')
                        .append(new String(tar.readAllBytes(), StandardCharsets.UTF_8))
                        .append('\n');
            }
        }
        assertEquals(expected.toString(), String.join("\n", read(archive)) + "\n");
    }
}
