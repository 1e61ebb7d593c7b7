package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.source.FaultyServer.Stored;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes of another range, or of another version of a file, are never mixed in. */
@Timeout(60)
class HttpVersionsTest extends HttpTests {
    @Test
    void aWrongRangeIsNeverTaken() throws Exception {
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            server.next(FaultyServer.shifted(1));
            IOException e = assertThrows(IOException.class, () -> read(file, 8192, 10));
            assertTrue(
                    e.getMessage().contains("asked for bytes 8192-12287, it answers with the Content-Range"),
                    e.getMessage());
        }
    }

    @Test
    void aChangedFileIsAnError() throws Exception {
        byte[] others = bytes(BYTES.length, 2);
        for (boolean conditions : new boolean[] {true, false}) {
            server.conditions = conditions;
            server.put("a.mds", new Stored(BYTES));
            try (HttpSource source = source(options());
                    DataFile file = source.open("a.mds")) {
                assertArrayEquals(Arrays.copyOfRange(BYTES, 8192, 8292), read(file, 8192, 100));
                server.put("a.mds", new Stored(others, "\"v2\"", null));
                FileChangedException e = assertThrows(FileChangedException.class, () -> read(file, 100_000, 100));
                assertTrue(e.getMessage().contains("has changed since it was opened"), e.getMessage());
                assertTrue(
                        conditions || e.getMessage().contains("its ETag was \"v1\" and is \"v2\" now"), e.getMessage());
            }
        }
    }

    @Test
    void aFileOfAnotherSizeOrDateIsAnError() throws Exception {
        String monday = "Mon, 02 Nov 2026 10:00:00 GMT";
        server.put("a.mds", new Stored(BYTES, null, monday));
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            server.put("a.mds", new Stored(BYTES, null, "Tue, 03 Nov 2026 10:00:00 GMT"));
            assertThrows(FileChangedException.class, () -> read(file, 100_000, 100));
            server.put("a.mds", new Stored(Arrays.copyOf(BYTES, BYTES.length - 1), null, monday));
            assertThrows(FileChangedException.class, () -> read(file, 200_000, 100));
            server.put("a.mds", new Stored(Arrays.copyOf(BYTES, 10), null, monday));
            assertThrows(FileChangedException.class, () -> read(file, 300_000, 100));
        }
    }
}
