package io.narrows.data.shard.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.narrows.data.shard.FilesInMemory;
import io.narrows.data.shard.Samples;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.index.SampleIndex;
import io.narrows.data.shard.jsonl.JsonLinesFormat;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.LocalSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a shard and is of no sample costs the samples beside it neither their place nor memory. */
class TarJunkTest {
    private static final long LARGE = (2L << 30) + 1000;
    private static final long FEW_BYTES = 8 << 20;

    private final FilesInMemory files = new FilesInMemory();

    /** An archive, without bytes on the disk for {@code weights}, which takes more of it than a sample may. */
    private static void write(Path file) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(Archives.header("weights", LARGE, '0'));
            out.seek(TarHeader.BYTES + TarHeader.padded(LARGE));
            out.write(Archives.posix("n".repeat(150) + ".txt=first", "b.txt=second"));
        }
    }

    private static final List<String> BOTH = List.of("n".repeat(150) + " txt=first", "b txt=second");

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void aFileOfNoSampleMayBeLargerThanASample(@TempDir Path folder) throws Exception {
        write(folder.resolve("s.tar"));
        LocalSource source = new LocalSource(folder);
        long before = allocated();
        try (Shard shard = new TarFormat().open(source, source.open("s.tar"))) {
            assertEquals(BOTH, Samples.all(shard));
            assertEquals(BOTH.subList(0, 1), Samples.range(shard, 0, 1));
        }
        assertTrue(allocated() - before < FEW_BYTES, "took " + (allocated() - before));

        long place = TarHeader.BYTES + TarHeader.padded(LARGE) + 3 * TarHeader.BYTES;
        Files.writeString(
                folder.resolve("s.idx"), "v1.1 2\ntxt " + place + " 5\ntxt " + (place + 2 * TarHeader.BYTES) + " 6\n");
        try (DataFile file = source.open("s.tar")) {
            SampleIndex index = WdsIndex.read(source, file);
            assertNotNull(index, "DALI's index fits");
            assertEquals(2, index.samples());
        }
        try (Shard shard = new TarFormat().open(source, source.open("s.tar"))) {
            assertEquals(BOTH, Samples.all(shard));
        }
    }

    @Test
    void isNotHeldWithTheSampleBehindItInACompressedOneEither() throws Exception {
        byte[] junk = new byte[64 << 20];
        byte[] archive = Archives.join(
                Archives.header("weights", junk.length, '0'),
                junk,
                Archives.posix("n".repeat(150) + ".txt=first", "b.txt=second"));
        for (String name : List.of("s.tar.gz", "s.tar.zst")) {
            files.put(name, name.endsWith("gz") ? Archives.gzip(archive) : Archives.zstd(archive));
            try (Shard shard = new TarFormat().open(files, files.open(name))) {
                long before = allocated();
                assertEquals(BOTH, Samples.all(shard));
                assertTrue(allocated() - before < FEW_BYTES, name + " took " + (allocated() - before));
            }
        }
    }

    @Test
    void emptyLinesAreNotHeldWithTheLineBehindThem() throws Exception {
        byte[] lines = new byte[32 << 20];
        Arrays.fill(lines, (byte) '\n');
        byte[] last = "{\"a\":1}\n{\"b\":2}".getBytes(StandardCharsets.UTF_8);
        files.put("s.jsonl", Archives.join(lines, last));
        try (Shard shard = new JsonLinesFormat().open(files, files.open("s.jsonl"))) {
            long before = allocated();
            assertEquals(List.of("0 json={\"a\":1}", "1 json={\"b\":2}"), Samples.all(shard));
            assertTrue(allocated() - before < FEW_BYTES, "took " + (allocated() - before));
        }
    }

    @Test
    void largeSamplesWithoutAnyAreReadAsTheyWere() throws Exception {
        String content = "x".repeat(9 << 20);
        String[] both = {"n".repeat(150) + ".bin=" + content, "n".repeat(150) + ".cls=1", "b.bin=" + content};
        byte[] archive = Archives.posix(both);
        List<String> expected = List.of("n".repeat(150) + " bin=" + content + " cls=1", "b bin=" + content);
        for (String name : List.of("s.tar", "s.tar.gz")) {
            files.put(name, name.endsWith("gz") ? Archives.gzip(archive) : archive);
            try (Shard shard = new TarFormat().open(files, files.open(name))) {
                assertEquals(expected, Samples.all(shard));
            }
        }
    }

    @Test
    void whatAnExtendedHeaderSaidOfADamagedFileIsNotSaidOfTheNextOne() throws Exception {
        byte[] damaged = Archives.file("x.txt", "1");
        byte[] archive = Archives.join(
                Archives.file("a.txt", "0"),
                Archives.pax('x', "path=wrong.txt"),
                damaged,
                Archives.file("c.txt", "2"),
                Archives.end());
        files.put("s.tar", archive);
        try (Shard shard = new TarFormat().open(files, files.open("s.tar"))) {
            assertEquals(3, shard.samples());
            archive[4 * TarHeader.BYTES] ^= 1; // after it was counted
            List<String> samples = Samples.all(shard);
            assertEquals("a txt=0", samples.get(0));
            assertTrue(samples.get(1).startsWith("! s.tar, sample 1: has a header at 2048"), samples.get(1));
            assertEquals("c txt=2", samples.get(2));
        }
    }
}
