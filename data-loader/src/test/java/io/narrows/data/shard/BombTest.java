package io.narrows.data.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a few KB claim must not fill the memory, nor keep a thread that was told to end. */
class BombTest {
    private static final long LIMIT = 1 << 20;
    private static final byte[] LINE = "1\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ZERO = {0};

    private final FilesInMemory files = new FilesInMemory();

    private Shard open(String name) throws IOException, InterruptedException {
        ShardFormat format = ShardFormats.of(name);
        if (format == null) {
            throw new AssertionError(name);
        }
        return format.open(files, files.open(name));
    }

    /** Its refusal, and that it took less memory than a table of what it claims would. */
    private void assertRefused(String name, byte[] bomb, String rule, long mostBytes) {
        files.put(name, bomb);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        ShardException refused =
                assertThrows(ShardException.class, () -> open(name).close());
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(name + ": " + rule, refused.getMessage());
        assertTrue(allocated < mostBytes, name + " took " + allocated + " bytes");
        assertEquals(0, files.opened.get());
    }

    private static String tooMany(byte[] bomb) {
        return "has too many samples: at most " + LIMIT + " are read of a file of " + bomb.length + " bytes";
    }

    @Test
    void linesWithoutEnd() throws Exception {
        byte[] zstd = Bombs.zstd(new byte[0], LINE, 8 * LIMIT);
        assertTrue(zstd.length < LIMIT / 16, "a small file: " + zstd.length);
        assertRefused("s.jsonl.zst", zstd, tooMany(zstd), 64 << 20);
        byte[] gzip = Bombs.gzip(new byte[0], LINE, 8 * LIMIT);
        assertTrue(gzip.length < LIMIT / 16, "a small file: " + gzip.length);
        assertRefused("s.jsonl.gz", gzip, tooMany(gzip), 64 << 20);
    }

    @Test
    void asManyLinesAsAFileMayHave() throws Exception {
        files.put("s.jsonl.zst", Bombs.zstd(new byte[0], LINE, LIMIT));
        try (Shard shard = open("s.jsonl.zst")) {
            assertEquals(LIMIT, shard.samples());
            assertEquals(List.of((LIMIT - 1) + " json=1"), Samples.range(shard, (int) LIMIT - 1, (int) LIMIT));
        }
    }

    @Test
    void emptyFilesWithoutEnd() throws Exception {
        byte[] two = Bombs.join(Bombs.header("a.x", 0), Bombs.header("b.x", 0));
        byte[] bomb = Bombs.zstd(new byte[0], two, LIMIT / 2 + 1);
        assertTrue(bomb.length < LIMIT / 16, "a small file: " + bomb.length);
        assertRefused("s.tar.zst", bomb, tooMany(bomb), 64 << 20);
    }

    @Test
    void aTableOfSamplesThatOnlyZerosAreBehind() throws Exception {
        int claimed = 1 << 24;
        byte[] head = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(claimed)
                .putInt(8 + 4 * claimed)
                .array();
        byte[] bomb = Bombs.zstd(head, ZERO, 4L * claimed);
        assertRefused(
                "s.mds.zstd",
                bomb,
                "claims " + claimed + " samples: at most " + LIMIT + " are read of a file of " + bomb.length + " bytes",
                8 << 20);
    }

    @Test
    void anInterruptEndsReadingInTheMidstOfALargeFile() throws Exception {
        // One read brings 64 KiB, which are 64 MiB of the file that the archive holds.
        byte[] bomb = Bombs.gzip(Bombs.header("a.x", 256 << 20), ZERO, 256 << 20);
        files.put("s.tar.gz", bomb);
        assertInterrupted("s.tar.gz", 2);
        assertEquals(128 << 10, files.readBytes.get(), "and reads no further");
    }

    @Test
    void anInterruptEndsReadingBehindTheArchive() throws Exception {
        files.put("s.tar.zst", Bombs.zstd(Bombs.header("a.x", 0), ZERO, 256 << 20));
        assertInterrupted("s.tar.zst", 1);
        files.put("s.tar.gz", Bombs.join(Bombs.gzip(Bombs.header("a.x", 0), ZERO, 1024), new byte[1 << 20]));
        files.readBytes.set(0);
        assertInterrupted("s.tar.gz", 2);
        assertEquals(128 << 10, files.readBytes.get(), "padding of the file itself");
    }

    /** Opens it; while the thread is in the given read, it is interrupted. */
    private void assertInterrupted(String name, int read) {
        ShardFormat format = ShardFormats.of(name);
        InterruptingSource source = new InterruptingSource(files, read);
        InterruptedException e = assertThrows(InterruptedException.class, () -> {
            if (format != null) {
                format.open(source, source.open(name)).close();
            }
        });
        assertEquals("interrupted while " + name + " was read", e.getMessage());
        assertEquals(0, files.opened.get());
    }
}
