package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is tried again, how often and after what waits, and what ends a request. */
@Timeout(60)
class HttpRetriesTest extends HttpTests {
    @Test
    void triesAgainAfterAStatusThatMayPass() throws Exception {
        server.next(
                FaultyServer.status(503),
                FaultyServer.status(500),
                FaultyServer.status(429, "Retry-After", "3"),
                FaultyServer.status(408));
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            assertArrayEquals(Arrays.copyOf(BYTES, 500), read(file, 0, 500));
        }
        assertEquals(5, server.requests().size());
        assertEquals(4, waitsMs.size());
        assertWithin(50, 100, waitsMs.get(0));
        assertWithin(100, 200, waitsMs.get(1));
        assertEquals(3000, waitsMs.get(2));
        assertWithin(400, 800, waitsMs.get(3));
    }

    @Test
    void keepsWhatCameBeforeTheConnectionBroke() throws Exception {
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            server.next(FaultyServer.cutAfter(100_000), FaultyServer.cutAfter(7), FaultyServer.cutAfter(0));
            assertArrayEquals(Arrays.copyOfRange(BYTES, 50_000, 350_000), read(file, 50_000, 300_000));
        }
        assertEquals("bytes=50000-349999", server.requests().get(1).range());
        String second = String.valueOf(server.requests().get(2).range());
        assertTrue(second.endsWith("-349999") && !second.startsWith("bytes=50000-"), second);
    }

    @Test
    void aConnectionThatBreaksEverySoOftenGetsThrough() throws Exception {
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            FaultyServer.Fault[] cuts = new FaultyServer.Fault[9];
            Arrays.fill(cuts, FaultyServer.cutAfter(100_000));
            server.next(cuts);
            assertArrayEquals(BYTES, read(file, 0, BYTES.length));
        }
    }

    @Test
    void givesUpAfterTheRetries() {
        FaultyServer.Fault[] faults = new FaultyServer.Fault[20];
        Arrays.fill(faults, FaultyServer.status(503));
        server.next(faults);
        try (HttpSource source = source(options())) {
            IOException e = assertThrows(IOException.class, () -> source.open("a.mds"));
            assertEquals("a.mds at " + source.location() + ", opening it: status 503, tried 6 times", e.getMessage());
        }
        assertEquals(6, server.requests().size());
    }

    @Test
    void doesNotWaitLongerThanItMay() {
        server.next(FaultyServer.status(503, "Retry-After", "86400"));
        try (HttpSource source = source(options())) {
            IOException e = assertThrows(IOException.class, () -> source.open("a.mds"));
            assertTrue(e.getMessage().endsWith("after 86400000 ms, longer than longestWait 5000 ms"), e.getMessage());
        }
        assertEquals(List.of(), waitsMs);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        try (HttpSource source = source(options())) {
            NoSuchFileException missing = assertThrows(NoSuchFileException.class, () -> source.open("b.mds"));
            assertTrue(missing.getMessage().startsWith("b.mds at http://127.0.0.1:"), missing.getMessage());
            server.next(FaultyServer.status(403));
            IOException refused = assertThrows(IOException.class, () -> source.open("a.mds"));
            assertTrue(refused.getMessage().contains("status 403 (not allowed, or a signed URL"), refused.getMessage());
            server.next(FaultyServer.status(400));
            assertThrows(IOException.class, () -> source.open("a.mds"));
        }
        assertEquals(3, server.requests().size());
    }

    @Test
    void aStalledServerIsLeft() throws Exception {
        HttpOptions hasty = builder()
                .connectTimeout(Duration.ofMillis(200))
                .readTimeout(Duration.ofMillis(200))
                .build();
        try (HttpSource source = source(hasty)) {
            server.next(server.silence());
            try (DataFile file = source.open("a.mds")) {
                server.next(server.stallAfter(20_000));
                assertArrayEquals(Arrays.copyOfRange(BYTES, 50_000, 350_000), read(file, 50_000, 300_000));
            }
        }
        assertEquals(4, server.requests().size());
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + port + "/");
        try (HttpSource source = new HttpSource("nobody", nobody::resolve, options(), waitsMs::add)) {
            IOException e = assertThrows(IOException.class, () -> source.open("a.mds"));
            assertEquals(
                    "a.mds at nobody, opening it: no connection: its host refuses it or cannot be reached, tried 6 times",
                    e.getMessage());
        }
    }

    @Test
    void anInterruptEndsARead() throws Exception {
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            server.next(server.stallAfter(20_000));
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread reader = new Thread(() -> {
                try {
                    read(file, 50_000, 300_000);
                } catch (Exception e) {
                    thrown.set(e);
                }
            });
            reader.start();
            while (server.requests().size() < 2) {
                Thread.onSpinWait();
            }
            reader.interrupt();
            reader.join();
            assertInstanceOf(InterruptedException.class, thrown.get());
            assertArrayEquals(Arrays.copyOfRange(BYTES, 50_000, 350_000), read(file, 50_000, 300_000));
        }
    }

    @Test
    void anInterruptedReaderDoesNotSpoilItForThoseWhoWaitForItsBlocks() throws Exception {
        try (HttpSource source = source(options());
                DataFile file = source.open("a.mds")) {
            server.next(server.stallAfter(10));
            Thread first = new Thread(() -> assertThrows(InterruptedException.class, () -> read(file, 8192, 10)));
            first.start();
            while (server.requests().size() < 2) {
                Thread.onSpinWait();
            }
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Callable<byte[]> reading = () -> read(file, 8192, 10);
                Future<byte[]> second = threads.submit(reading);
                Future<byte[]> third = threads.submit(reading);
                first.interrupt();
                first.join();
                assertArrayEquals(Arrays.copyOfRange(BYTES, 8192, 8202), second.get());
                assertArrayEquals(Arrays.copyOfRange(BYTES, 8192, 8202), third.get());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static void assertWithin(long least, long most, long value) {
        assertTrue(value >= least && value <= most, value + " is not from " + least + " to " + most);
    }
}
