package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.source.FaultyServer.Stored;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What blocks take in memory, measured on the heap. */
class HttpBlocksTest {
    private static final int BLOCK = 64 << 10;
    private static final int AHEAD = 16 * BLOCK;
    private static final int PLACES = 64;
    private static final int BUFFER = 2 * PLACES * BLOCK;

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Readers in many places who each keep to one block of what was read ahead for them. */
    @Test
    void aBlockThatStaysKeepsNoOtherOneOfItsRequest() throws Exception {
        byte[] bytes = new byte[PLACES * 2 * AHEAD];
        HttpOptions options = HttpOptions.builder()
                .blockBytes(BLOCK)
                .readAheadBytes(AHEAD)
                .bufferBytes(BUFFER)
                .build();
        byte[] some = new byte[10];
        try (FaultyServer server = new FaultyServer();
                HttpSource source = HttpSource.below(server.url(), options)) {
            server.put("a", new Stored(bytes));
            try (DataFile file = source.open("a")) {
                long before = heapBytes();
                for (int place = 0; place < PLACES; place++) {
                    long block = place * 2L * AHEAD + 2 * BLOCK;
                    file.read(block, some, 0, some.length);
                    file.read(block + BLOCK, some, 0, some.length); // goes forward: many blocks in one request
                    for (int earlier = 0; earlier <= place; earlier++) {
                        file.read(earlier * 2L * AHEAD + 3 * BLOCK, some, 0, some.length);
                    }
                }
                assertEquals(1 + 2 * PLACES, server.requests().size(), "one block of each request has stayed");
                long held = heapBytes() - before;
                assertTrue(held < 2L * BUFFER, held + " bytes are held, and " + BUFFER + " may be");
            }
        }
    }
}
