package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.source.FaultyServer.Stored;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpSourceTest {
    private static final int BLOCK = 4096;
    private static final int AHEAD = 64 << 10;
    private static final byte[] BYTES = bytes(1_000_003, 1);

    private final List<Long> waitsMs = new CopyOnWriteArrayList<>();
    private FaultyServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FaultyServer();
        server.put("a.mds", new Stored(BYTES));
    }

    @AfterEach
    void stop() {
        server.close();
    }

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

    @Test
    void followsRedirectsAndTakesHeadersNowhereElse() throws Exception {
        try (FaultyServer elsewhere = new FaultyServer();
                HttpSource source =
                        source(builder().header("Authorization", "Bearer hush").build())) {
            elsewhere.put("a.mds", new Stored(BYTES));
            server.next(FaultyServer.status(302, "Location", elsewhere.url() + "a.mds?signature=x"));
            try (DataFile file = source.open("a.mds")) {
                assertEquals(BYTES.length, file.size());
            }
            assertNotNull(server.requests().get(0).headers().get("Authorization"));
            assertEquals("signature=x", elsewhere.requests().get(0).query());
            assertFalse(elsewhere.requests().get(0).headers().containsKey("Authorization"));

            FaultyServer.Fault[] loop = new FaultyServer.Fault[20];
            Arrays.fill(loop, FaultyServer.status(302, "Location", "a.mds"));
            server.next(loop);
            IOException e = assertThrows(IOException.class, () -> source.open("a.mds"));
            assertTrue(e.getMessage().endsWith("more than 5 redirects"), e.getMessage());
        }
    }

    @Test
    void signsEveryRequestAndShowsNoSignature() throws Exception {
        AtomicInteger count = new AtomicInteger();
        HttpSource source = new HttpSource(
                "bucket",
                name -> URI.create(server.url() + name + "?X-Signature=secret" + count.incrementAndGet()),
                options(),
                waitsMs::add);
        try (source) {
            try (DataFile file = source.open("a.mds")) {
                read(file, 100_000, 100);
                assertEquals("X-Signature=secret1", server.requests().get(0).query());
                assertEquals("X-Signature=secret2", server.requests().get(1).query());
                FaultyServer.Fault[] faults = new FaultyServer.Fault[30];
                Arrays.fill(faults, FaultyServer.cutAfter(0));
                server.next(faults);
                assertHidden(assertThrows(IOException.class, () -> read(file, 200_000, 100)));
            }
            server.close();
            assertHidden(assertThrows(IOException.class, () -> source.open("a.mds")));
        }
        URI userInfo = URI.create("http://user:secret@127.0.0.1:1/x?secret");
        try (HttpSource closed = HttpSource.below(userInfo, builder().retries(0).build())) {
            assertEquals("http://127.0.0.1:1/x", closed.location());
            assertHidden(assertThrows(IOException.class, () -> closed.open("a.mds")));
        }
        assertHidden(assertThrows(
                IllegalArgumentException.class, () -> HttpSource.below(URI.create("s3://bucket/x?secret"), options())));
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
                    "a.mds at nobody, opening it: no connection (ConnectException), tried 6 times", e.getMessage());
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
    void anEmptyFileIsOpened() throws Exception {
        server.put("empty", new Stored(new byte[0]));
        try (HttpSource source = source(options());
                DataFile file = source.open("empty")) {
            assertEquals(0, file.size());
            assertThrows(EOFException.class, () -> read(file, 0, 1));
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
    void aClosedFileAndAClosedSourceReadNothing() throws Exception {
        HttpSource source = source(options());
        DataFile file = source.open("a.mds");
        file.close();
        file.close();
        assertThrows(IOException.class, () -> read(file, 0, 1));
        source.close();
        assertThrows(IOException.class, () -> source.open("a.mds"));
    }

    private HttpSource source(HttpOptions options) {
        String location = server.url().toString();
        return new HttpSource(location, name -> URI.create(location + name), options, waitsMs::add);
    }

    private static HttpOptions.Builder builder() {
        return HttpOptions.builder()
                .blockBytes(BLOCK)
                .readAheadBytes(AHEAD)
                .retries(5)
                .waits(Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    private static HttpOptions options() {
        return builder().build();
    }

    private static byte[] read(DataFile file, long from, int length) throws IOException, InterruptedException {
        byte[] bytes = new byte[length + 2];
        file.read(from, bytes, 1, length);
        assertEquals(0, bytes[0]);
        assertEquals(0, bytes[length + 1]);
        return Arrays.copyOfRange(bytes, 1, length + 1);
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void assertWithin(long least, long most, long value) {
        assertTrue(value >= least && value <= most, value + " is not from " + least + " to " + most);
    }

    private static void assertHidden(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        assertFalse(text.toString().contains("secret"), text.toString());
    }
}
