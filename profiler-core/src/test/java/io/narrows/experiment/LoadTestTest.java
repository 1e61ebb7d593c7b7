package io.narrows.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.Estimate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadTestTest {

    @Test
    void everyArrivalIsSentAndCarriesItsTraceId() throws IOException {
        try (StubServer server = new StubServer(StubServer::ok)) {
            LoadResult result =
                    LoadTest.run(server.target(), Texts.builtIn(), options(200, 8, 10_000), LoadListener.NONE);

            assertEquals(result.scheduled(), result.answered());
            assertTrue(result.scheduled() > 50, "a second at 200/s, got " + result.scheduled());
            assertEquals(result.scheduled() + result.warmUpRequests(), server.received.size());
            String session = "00-" + HexFormat.of().toHexDigits(result.sessionTraceIdHigh());
            List<StubServer.Received> measured = server.received.stream()
                    .filter(r -> r.traceparent().startsWith(session))
                    .toList();
            assertEquals(result.scheduled(), measured.size());
            assertEquals(
                    measured.size(),
                    measured.stream()
                            .map(StubServer.Received::traceparent)
                            .distinct()
                            .count());
            assertTrue(measured.stream().allMatch(r -> r.traceparent().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")));
            assertTrue(server.received.stream().allMatch(r -> r.path().equals("/v2/models/minilm/infer")));
            assertTrue(result.warmUpRequests() > 0, "warm-up came before");
        }
    }

    @Test
    void aStallIsSeenByAllWhoWouldHaveWaited() throws IOException {
        AtomicInteger count = new AtomicInteger();
        Object one = new Object();
        try (StubServer server = new StubServer(exchange -> {
            synchronized (one) {
                if (count.incrementAndGet() == 40) {
                    pause(500);
                }
                StubServer.ok(exchange);
            }
        })) {
            LoadOptions options = new LoadOptions(
                    200, Duration.ZERO, Duration.ofSeconds(1), 1, Duration.ofSeconds(10), WorkloadOptions.defaults(1));
            LoadResult result = LoadTest.run(server.target(), Texts.builtIn(), options, LoadListener.NONE);

            assertEquals(result.scheduled(), result.answered());
            long slow = slowerThan(result.latenciesMs(), 100);
            long hidden = slowerThan(result.uncorrectedMs(), 100);
            assertTrue(slow >= 40, "about 80 arrivals were due in the first 400 ms of the stall, slow were " + slow);
            assertTrue(hidden < slow / 2, "from their sending only " + hidden + " of " + slow + " look slow");
        }
    }

    @Test
    void failuresAreCountedByWhatTheyAre() throws IOException {
        AtomicInteger count = new AtomicInteger();
        try (StubServer server = new StubServer(exchange -> {
            switch (count.incrementAndGet() % 3) {
                case 0 -> StubServer.status(exchange, 503, 20);
                case 1 -> StubServer.status(exchange, 200, 0);
                default -> StubServer.status(exchange, 400, 20);
            }
        })) {
            LoadResult result =
                    LoadTest.run(server.target(), Texts.builtIn(), options(100, 4, 10_000), LoadListener.NONE);

            assertEquals(Map.of(Outcome.STATUS, result.failed()), result.failures());
            assertEquals(List.of(400, 503), List.copyOf(result.otherStatuses().keySet()));
            assertTrue(result.answered() > 0, "responses in chunks are read");
        }
    }

    @Test
    void nobodyListening() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Target target = Target.of(URI.create("http://127.0.0.1:" + port), "minilm");
        LoadResult result = LoadTest.run(target, Texts.builtIn(), options(50, 2, 10_000), LoadListener.NONE);

        assertEquals(Map.of(Outcome.REFUSED, result.scheduled()), result.failures());
    }

    @Test
    void aServerThatNeverAnswersTimesOutAndTheRunEnds() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (StubServer server = new StubServer(exchange -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            LoadResult result = LoadTest.run(server.target(), Texts.builtIn(), options(100, 2, 200), LoadListener.NONE);

            assertEquals(Map.of(Outcome.TIMEOUT, result.scheduled()), result.failures());
            assertTrue(
                    result.exchanges().stream().anyMatch(e -> e.waited() && e.sentNs() - e.scheduledNs() > 50_000_000L),
                    "arrivals beyond the two connections were not skipped");
        }
    }

    @Test
    void aConnectionCutInsideTheResponseIsLostAndGarbageIsMalformed() throws IOException {
        assertEquals(Outcome.RESET, outcomeOf("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort"));
        assertEquals(Outcome.RESET, outcomeOf(""));
        assertEquals(Outcome.MALFORMED, outcomeOf("SSH-2.0-x\r\n\r\n"));
        assertEquals(Outcome.ANSWERED, outcomeOf("HTTP/1.0 200 OK\r\n\r\nuntil the end"));
        assertEquals(Outcome.ANSWERED, outcomeOf("""
                        HTTP/1.1 100 Continue

                        HTTP/1.1 200 OK
                        connection: close
                        transfer-encoding: chunked

                        3;x=y
                        abc
                        0
                        trailer: 1

                        """.replace("\n", "\r\n")));
    }

    private static Outcome outcomeOf(String response) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket connection = socket.accept()) {
                            readHead(connection.getInputStream());
                            connection.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                } catch (IOException e) {
                    return; // the test is over
                }
            });
            server.setDaemon(true);
            server.start();
            Target target = Target.of(URI.create("http://127.0.0.1:" + socket.getLocalPort()), "minilm");
            LoadOptions options = new LoadOptions(
                    40, Duration.ZERO, Duration.ofMillis(200), 1, Duration.ofSeconds(5), WorkloadOptions.defaults(1));
            LoadResult result = LoadTest.run(target, Texts.builtIn(), options, LoadListener.NONE);
            List<Outcome> outcomes = result.exchanges().stream()
                    .map(Exchange::outcome)
                    .distinct()
                    .toList();
            assertEquals(1, outcomes.size(), outcomes.toString());
            return outcomes.get(0);
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int length = 0;
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            String text = line.toString().strip();
            line.setLength(0);
            if (text.startsWith("content-length:")) {
                length = Integer.parseInt(text.substring(15).strip());
            } else if (text.isEmpty()) {
                in.readNBytes(length);
                return;
            }
        }
    }

    @Test
    void moreThanTheServerCanDoIsSaid() throws IOException {
        try (StubServer server = new StubServer(exchange -> {
            pause(20);
            StubServer.ok(exchange);
        })) {
            LoadOptions options = new LoadOptions(
                    150, Duration.ZERO, Duration.ofSeconds(1), 1, Duration.ofSeconds(30), WorkloadOptions.defaults(1));
            LoadResult over = LoadTest.run(server.target(), Texts.builtIn(), options, LoadListener.NONE);
            LoadResult under =
                    LoadTest.run(server.target(), Texts.builtIn(), options(30, 8, 10_000), LoadListener.NONE);

            assertTrue(over.overloaded());
            assertTrue(LoadStatistics.lines(over).get(4).startsWith("more arrived (150.0/s) than was answered: "));
            assertFalse(under.overloaded());
        }
    }

    @Test
    void calibrationCountsWhatTheServerSustains() throws IOException {
        Object one = new Object();
        try (StubServer server = new StubServer(exchange -> {
            synchronized (one) {
                pause(10);
                StubServer.ok(exchange);
            }
        })) {
            double maxPerS = new Calibration(server.target(), Texts.builtIn(), WorkloadOptions.defaults(1), 4)
                    .maxPerS(Duration.ofMillis(200), Duration.ofSeconds(1), LoadListener.NONE);

            assertTrue(maxPerS > 10 && maxPerS <= 100, "one at a time, 10 ms each, got " + maxPerS);
            assertEquals(0.6 * maxPerS, Calibration.suggestedRatePerS(maxPerS), 1e-9);
        }
    }

    @Test
    void statisticsNameTheFailures() throws IOException {
        try (StubServer server = new StubServer(exchange -> StubServer.status(exchange, 503, 20))) {
            LoadResult result =
                    LoadTest.run(server.target(), Texts.builtIn(), options(50, 4, 10_000), LoadListener.NONE);
            String first = LoadStatistics.lines(result).get(0);

            assertTrue(
                    first.endsWith("0 answered, " + result.failed() + " failed (" + result.failed() + " status 503)"),
                    first);
        }
        Estimate none = LoadStatistics.quantile(new double[0], 0.5);
        assertEquals(null, none);
    }

    private static long slowerThan(double[] ms, double limit) {
        return Arrays.stream(ms).filter(value -> value > limit).count();
    }

    /* The server's own slowness is what these tests are about. */
    private static void pause(int ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LoadOptions options(double rate, int connections, int timeoutMs) {
        return new LoadOptions(
                rate,
                Duration.ofMillis(200),
                Duration.ofMillis(800),
                connections,
                Duration.ofMillis(timeoutMs),
                WorkloadOptions.defaults(5));
    }
}
