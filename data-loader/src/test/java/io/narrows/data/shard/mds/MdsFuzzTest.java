package io.narrows.data.shard.mds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.mds.HandMade.Memory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged shards and indexes end in an error that says so, or in samples, and take little memory to do it. */
@Timeout(120)
class MdsFuzzTest {
    private static final int MUTANTS = 10_000;
    /** The shards have some KiB; the rest is the reader's own, as the steps of decompression and the digests of errors. */
    private static final long MOST_ALLOCATED_BYTES = 8 << 20;

    private static final String COLUMNS =
            HandMade.description("\"id\", \"text\", \"more\"", "\"int\", \"str\", \"bytes\"", "8, null, null");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Random random = new Random(20261128);
    private int read;
    private int refused;

    @Test
    void shards() {
        byte[] shard = shard();
        for (int i = 0; i < MUTANTS / 2; i++) {
            readAll("shard.00000.mds", mutant(shard), null, i);
        }
        assertBothHappened();
    }

    @Test
    void compressedShards() {
        byte[] zstd = Zstd.compress(shard(), 3);
        byte[] index = HandMade.index(HandMade.zippedEntry(
                COLUMNS, "zstd", "shard.00000.mds", shard().length, "shard.00000.mds.zstd", zstd.length, 20));
        for (int i = 0; i < MUTANTS / 4; i++) {
            // Damaged before it was compressed, and after.
            byte[] inside = Zstd.compress(mutant(shard()), 1);
            readAll("shard.00000.mds.zstd", i % 2 == 0 ? inside : mutant(zstd), i % 4 == 3 ? index : null, i);
        }
        assertBothHappened();
    }

    @Test
    void indexes() {
        byte[] shard = shard();
        byte[] index = HandMade.index(
                HandMade.entry(COLUMNS, "shard.00000.mds", shard.length, 20, "\"xxh64\": \"0123456789abcdef\""));
        for (int i = 0; i < MUTANTS / 4; i++) {
            readAll("shard.00000.mds", shard, mutant(index), i);
        }
        assertBothHappened();
    }

    private void readAll(String name, byte[] bytes, byte[] index, int number) {
        Memory source = new Memory().put(name, bytes);
        if (index != null) {
            source.put("index.json", index);
        }
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        try (Shard shard = new MdsFormat().open(source, source.open(name))) {
            assertTrue(shard.bytes(0, shard.samples()) >= 0);
            int at = 0;
            while (at < shard.samples()) {
                try (ShardCursor cursor = shard.read(at, shard.samples())) {
                    while (next(cursor)) {
                        for (int i = 0; i < cursor.sample().fields(); i++) {
                            cursor.sample().copy(i);
                        }
                    }
                    at = shard.samples();
                }
            }
            read++;
        } catch (ShardException e) {
            refused++;
            assertTrue(e.getMessage().startsWith(e.shard()), e.getMessage());
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            fail("mutant " + number + " of " + name, e);
        }
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(
                allocated < MOST_ALLOCATED_BYTES, "mutant " + number + " of " + name + " took " + allocated + " bytes");
        assertEquals(0, source.open);
    }

    private boolean next(ShardCursor cursor) throws IOException, InterruptedException {
        for (; ; ) {
            try {
                return cursor.next();
            } catch (ShardException e) {
                refused++;
                if (!e.continues()) {
                    throw e;
                }
            }
        }
    }

    private void assertBothHappened() {
        assertTrue(read > 20, read + " were read");
        assertTrue(refused > 500, refused + " were refused");
    }

    private byte[] shard() {
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            samples.add(HandMade.sample(
                    List.of(
                            HandMade.little(i, 8),
                            ("text " + i).repeat(i).getBytes(StandardCharsets.UTF_8),
                            new byte[i * 3]),
                    List.of(false, true, true)));
        }
        return HandMade.shard(COLUMNS, samples);
    }

    /** Bits flipped, words overwritten, bytes cut off, left out or doubled. */
    private byte[] mutant(byte[] original) {
        byte[] bytes = original.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 8; changes--) {
            // Most of them in the head, where they do most.
            int at = random.nextInt(random.nextBoolean() ? Math.min(100, bytes.length - 4) : bytes.length - 4);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> {
                    int[] words = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, bytes.length, random.nextInt(5000)};
                    byte[] word = HandMade.little(words[random.nextInt(words.length)], 4);
                    System.arraycopy(word, 0, bytes, at / 4 * 4, 4);
                }
                case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case 3 -> {
                    int length = 1 + random.nextInt(Math.min(40, bytes.length - at));
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
                    System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
                    bytes = shorter;
                }
                default -> {
                    int length = 1 + random.nextInt(Math.min(40, bytes.length - at));
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                    System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }
}
