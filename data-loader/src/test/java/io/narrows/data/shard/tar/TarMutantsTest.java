package io.narrows.data.shard.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.narrows.data.shard.FilesInMemory;
import io.narrows.data.shard.Samples;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.raw.DamageException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** 12,000 damaged archives: each is read or refused, by a thread that allocates little. */
class TarMutantsTest {
    private static final int MUTANTS_OF_EACH = 2_000;
    private static final long MOST_ALLOCATED_BYTES = 24 << 20;

    private static byte[][] archives() throws IOException {
        String name = "f".repeat(70) + "/" + "x".repeat(60);
        String[] some = {"a.json={\"a\":1}", "a.cls=3", name + ".txt=" + "long ".repeat(200), "b.json=x", "c.json="};
        byte[] posix = Archives.posix(some);
        byte[] gnu = Archives.written(TarArchiveOutputStream.LONGFILE_GNU, some);
        byte[] members = Archives.join(
                Archives.gzip(Arrays.copyOf(posix, 4096)),
                Archives.gzip(Arrays.copyOfRange(posix, 4096, posix.length)));
        byte[] frames = Archives.join(
                Archives.zstd(Arrays.copyOf(posix, 4096)),
                Archives.zstd(Arrays.copyOfRange(posix, 4096, posix.length)));
        return new byte[][] {posix, gnu, Archives.gzip(posix), members, Archives.zstd(gnu), frames};
    }

    private static final String[] NAMES = {"a.tar", "b.tar", "c.tar.gz", "d.tar.gz", "e.tar.zst", "f.tar.zst"};

    private static byte[] mutant(byte[] whole, byte[] other, Random random) {
        byte[] bytes = whole.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(600), bytes.length - at);
            switch (random.nextInt(6)) {
                case 0:
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                    break;
                case 1:
                    bytes[at] = (byte) random.nextInt(256);
                    break;
                case 2:
                    bytes = Arrays.copyOf(bytes, at);
                    break;
                case 3: // a piece twice
                    bytes = Archives.join(
                            Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
                    break;
                case 4: // a piece left out
                    bytes = Archives.join(
                            Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
                    break;
                default: // a piece of another archive
                    int from = random.nextInt(other.length);
                    bytes = Archives.join(
                            Arrays.copyOf(bytes, at),
                            Arrays.copyOfRange(other, from, Math.min(other.length, from + length)),
                            Arrays.copyOfRange(bytes, at, bytes.length));
            }
        }
        return bytes;
    }

    /** Half of the plain ones get the sums that their headers have, so that what is behind the sum is tried. */
    private static byte[] summed(byte[] bytes, Random random) {
        if (random.nextBoolean()) {
            for (int at = 0; at + TarHeader.BYTES <= bytes.length; at += TarHeader.BYTES) {
                if (bytes[at + TarHeader.TYPE] != 0 && bytes[at + TarHeader.SIZE] == '0') {
                    byte[] header = Arrays.copyOfRange(bytes, at, at + TarHeader.BYTES);
                    System.arraycopy(Archives.summed(header), 0, bytes, at, TarHeader.BYTES);
                }
            }
        }
        return bytes;
    }

    @Test
    void noMutantHangsOrThrowsAnythingElse() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[][] archives = archives();
        int refused = 0;
        int damaged = 0;
        for (int kind = 0; kind < archives.length; kind++) {
            Random random = new Random(kind);
            for (int i = 0; i < MUTANTS_OF_EACH; i++) {
                byte[] bytes = mutant(archives[kind], archives[random.nextInt(archives.length)], random);
                if (kind < 2) {
                    bytes = summed(bytes, random);
                }
                FilesInMemory files = new FilesInMemory().put(NAMES[kind], bytes);
                long before = threads.getCurrentThreadAllocatedBytes();
                try (Shard shard = new TarFormat().open(files, files.open(NAMES[kind]))) {
                    damaged += Samples.all(shard).stream().anyMatch(text -> text.startsWith("! ")) ? 1 : 0;
                } catch (IOException e) {
                    assertTrue(!(e instanceof DamageException), e.toString()); // has the shard's name by then
                    refused++;
                } catch (RuntimeException | Error e) {
                    fail(NAMES[kind] + " " + HexFormat.of().formatHex(bytes), e);
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertTrue(allocated < MOST_ALLOCATED_BYTES, NAMES[kind] + " took " + allocated + " bytes");
                assertEquals(0, files.opened.get());
            }
        }
        assertTrue(refused > 1000, "refused " + refused);
        assertTrue(damaged > 1000, "damaged " + damaged);
    }

    @Test
    void noBytesAreShownWhoseChecksumIsWrong() throws Exception {
        byte[][] archives = archives();
        int shown = 0;
        for (int kind = 2; kind < archives.length; kind++) {
            List<String> right = read(NAMES[kind], archives[kind]);
            for (int at = 0; at < archives[kind].length; at++) {
                byte[] bytes = archives[kind].clone();
                bytes[at] ^= (byte) (1 << at % 8);
                List<String> samples;
                try {
                    samples = read(NAMES[kind], bytes);
                } catch (ShardException e) {
                    continue;
                }
                for (int i = 0; i < samples.size(); i++) {
                    if (!samples.get(i).startsWith("! ")) {
                        assertEquals(right.get(i), samples.get(i), NAMES[kind] + " with byte " + at + " changed");
                        shown++;
                    }
                }
            }
        }
        assertTrue(shown > 100, "shown " + shown);
    }

    private static List<String> read(String name, byte[] bytes) throws IOException, InterruptedException {
        FilesInMemory files = new FilesInMemory().put(name, bytes);
        try (Shard shard = new TarFormat().open(files, files.open(name))) {
            return Samples.all(shard);
        }
    }
}
