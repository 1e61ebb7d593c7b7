package io.narrows.data.shard.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.FilesInMemory;
import io.narrows.data.shard.Samples;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cursor that starts over shows what a new one would. */
class CursorRestartTest {
    private static final int SAMPLES = 300;
    private static final int TIMES = 200;

    private final FilesInMemory files = new FilesInMemory();

    @AfterEach
    void nothingIsLeftOpen() {
        assertEquals(0, files.opened.get());
    }

    /** Samples of up to 3 kB, in parts that are compressed one by one. */
    private static byte[] archive(String end) throws IOException {
        Random random = new Random(3);
        byte[] whole = {};
        String[] part = new String[SAMPLES / 10];
        for (int from = 0; from < SAMPLES; from += part.length) {
            for (int i = 0; i < part.length; i++) {
                int number = from + i;
                part[i] = number + ".txt=" + (number + " ").repeat(random.nextInt(700));
            }
            byte[] files = Archives.posix(part);
            if (from + part.length < SAMPLES) {
                files = Arrays.copyOf(files, endOfFiles(files));
            }
            whole = Archives.join(
                    whole,
                    end.equals(".gz") ? Archives.gzip(files) : end.equals(".zst") ? Archives.zstd(files) : files);
        }
        return whole;
    }

    /** Where the zeros at the end of an archive begin, whose files end with no block of zeros. */
    private static int endOfFiles(byte[] archive) {
        int end = archive.length;
        while (TarHeader.isZero(archive, end - TarHeader.BYTES)) {
            end -= TarHeader.BYTES;
        }
        return end;
    }

    private static List<String> rest(ShardCursor cursor) throws IOException, InterruptedException {
        List<String> shown = new ArrayList<>();
        while (cursor.next()) {
            shown.add(Samples.text(cursor.sample()));
        }
        return shown;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz", ".zst"})
    void showsWhatANewOneWould(String end) throws Exception {
        files.put("s.tar" + end, archive(end));
        Random random = new Random(5);
        try (Shard shard = new TarFormat().open(files, files.open("s.tar" + end))) {
            assertEquals(SAMPLES, shard.samples());
            try (ShardCursor used = shard.read(0, 1)) {
                for (int i = 0; i < TIMES; i++) {
                    int from = random.nextInt(SAMPLES + 1);
                    int to = from + random.nextInt(SAMPLES + 1 - from);
                    assertTrue(used.restart(from, to));
                    if (random.nextInt(4) == 0 && used.next()) { // and leaves off somewhere
                        continue;
                    }
                    try (ShardCursor fresh = shard.read(from, to)) {
                        List<String> expected = rest(fresh);
                        assertEquals(to - from, expected.size());
                        assertEquals(expected, rest(used));
                    }
                    assertFalse(used.next());
                }
                assertThrows(IndexOutOfBoundsException.class, () -> used.restart(0, SAMPLES + 1));
                shard.close();
                assertThrows(IOException.class, () -> used.restart(0, 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".zst"})
    void damageThatItMetIsForgotten(String end) throws Exception {
        byte[] bytes = archive(end);
        files.put("s.tar" + end, bytes);
        try (Shard shard = new TarFormat().open(files, files.open("s.tar" + end))) {
            bytes[bytes.length / 2] ^= 0x55;
            try (ShardCursor used = shard.read(0, SAMPLES)) {
                assertThrows(ShardException.class, () -> rest(used));
                assertTrue(used.restart(0, 20));
                assertEquals(20, rest(used).size());
                assertTrue(used.restart(0, SAMPLES));
                assertThrows(ShardException.class, () -> rest(used));
                assertTrue(used.restart(SAMPLES - 20, SAMPLES));
                assertEquals(20, rest(used).size());
            }
        }
    }
}
