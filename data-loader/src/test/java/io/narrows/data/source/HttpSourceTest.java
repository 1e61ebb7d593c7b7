package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.source.FaultyServer.Stored;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpSourceTest extends HttpTests {
    @Test
    void readsAnyRange() throws Exception {
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            assertEquals(BYTES.length, file.size());
            assertEquals("a.mds", file.name());
            Random random = new Random(3);
            for (int i = 0; i < 200; i++) {
                int length = random.nextInt(random.nextBoolean() ? 300 : 200_000);
                int from = random.nextInt(BYTES.length - length + 1);
                assertArrayEquals(Arrays.copyOfRange(BYTES, from, from + length), read(file, from, length));
            }
            assertThrows(EOFException.class, () -> read(file, BYTES.length - 3, 4));
            assertArrayEquals(new byte[0], read(file, BYTES.length, 0));
        }
    }

    @Test
    void smallReadsForwardAreFewRequests() throws Exception {
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            byte[] all = new byte[BYTES.length];
            for (int at = 0; at < all.length; at += 100) {
                file.read(at, all, at, Math.min(100, all.length - at));
            }
            assertArrayEquals(BYTES, all);
            // One that opens it and brings the first block, and then one for each read-ahead.
            assertEquals(
                    1 + (BYTES.length - BLOCK + AHEAD - 1) / AHEAD,
                    server.requests().size());
        }
    }

    @Test
    void oneRequestServesAllThreadsThatWantABlock() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            List<Future<byte[]>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(threads.submit(() -> {
                    byte[] all = new byte[BYTES.length];
                    for (int at = 0; at < all.length; at += 1000) {
                        file.read(at, all, at, Math.min(1000, all.length - at));
                    }
                    return all;
                }));
            }
            for (Future<byte[]> reader : readers) {
                assertArrayEquals(BYTES, reader.get());
            }
            assertEquals(
                    1 + (BYTES.length - BLOCK + AHEAD - 1) / AHEAD,
                    server.requests().size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void holdsNoMoreBlocksThanItMay() throws Exception {
        // What is read again after many others must be asked for again.
        HttpOptions little =
                builder().readAheadBytes(BLOCK).bufferBytes(4 * BLOCK).build();
        try (HttpSource source = source(little);
                DataFile file = source.open("a.mds")) {
            for (int block = 1; block <= 10; block++) {
                read(file, block * (long) BLOCK, 10);
            }
            assertEquals(11, server.requests().size());
            read(file, 10L * BLOCK, 10);
            assertEquals(11, server.requests().size());
            read(file, BLOCK, 10);
            assertEquals(12, server.requests().size());
        }
    }

    @Test
    void aServerWithoutRangesGivesSmallFilesOnly() throws Exception {
        server.ranges = false;
        server.put("index.json", new Stored(bytes(5000, 4)));
        HttpOptions small = builder().wholeLimitBytes(5000).build();
        try (HttpSource source = source(small)) {
            try (DataFile file = source.open("index.json")) {
                assertArrayEquals(bytes(5000, 4), read(file, 0, 5000));
            }
            IOException e = assertThrows(IOException.class, () -> source.open("a.mds"));
            assertTrue(
                    e.getMessage()
                            .endsWith("its server gives it only whole (status 200 to a range request), and its"
                                    + " 1000003 bytes are more than wholeLimitBytes 5000"),
                    e.getMessage());
        }
    }

    @Test
    void namesAndQueriesGetIntoTheUrlAsTheyAre() throws Exception {
        server.put("part 1/ä#?.mds", new Stored(BYTES));
        URI folder = URI.create(server.url() + "?token=a%2Fb");
        try (HttpSource source = HttpSource.below(folder, options());
                DataFile file = source.open("part 1/ä#?.mds")) {
            assertEquals(BYTES.length, file.size());
            assertEquals("token=a%2Fb", server.requests().get(0).query());
            assertThrows(IOException.class, () -> source.open("../a.mds"));
        }
    }

    @Test
    void aNameIsAskedForInItsOwnBytes() throws Exception {
        String apart = "caf" + "e\u0301" + ".mds"; // a letter and its accent, as some systems write names
        server.put(apart, new Stored(BYTES));
        try (HttpSource source = HttpSource.below(URI.create(server.url().toString()), options());
                DataFile file = source.open(apart)) {
            assertEquals(BYTES.length, file.size());
        }
    }

    @Test
    void anEmptyFileIsOpened() throws Exception {
        server.put("empty", new Stored(new byte[0]));
        try (HttpSource source = source(options());
                DataFile file = source.open("empty")) {
            assertEquals(0, file.size());
            assertThrows(EOFException.class, () -> read(file, 0, 1));
        }
    }

    @Test
    void aClosedFileAndAClosedSourceReadNothing() throws Exception {
        HttpSource source = source(options());
        DataFile file = source.open("a.mds");
        file.close();
        file.close();
        assertThrows(IOException.class, () -> read(file, 0, 1));
        source.close();
        assertThrows(IOException.class, () -> source.open("a.mds"));
    }
}
