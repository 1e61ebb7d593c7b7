package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.data.source.FaultyServer.Stored;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that does wrong when it is told to, and how the tests of reading over HTTP ask it. */
abstract class HttpTests {
    static final int BLOCK = 4096;
    static final int AHEAD = 64 << 10;
    static final byte[] BYTES = bytes(1_000_003, 1);

    final List<Long> waitsMs = new CopyOnWriteArrayList<>();
    FaultyServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FaultyServer();
        server.put("a.mds", new Stored(BYTES));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    HttpSource source(HttpOptions options) {
        String location = server.url().toString();
        return new HttpSource(location, name -> URI.create(location + name), options, waitsMs::add);
    }

    static HttpOptions.Builder builder() {
        return HttpOptions.builder()
                .blockBytes(BLOCK)
                .readAheadBytes(AHEAD)
                .retries(5)
                .waits(Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    static HttpOptions options() {
        return builder().build();
    }

    static byte[] read(DataFile file, long from, int length) throws IOException, InterruptedException {
        byte[] bytes = new byte[length + 2];
        file.read(from, bytes, 1, length);
        assertEquals(0, bytes[0]);
        assertEquals(0, bytes[length + 1]);
        return Arrays.copyOfRange(bytes, 1, length + 1);
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
