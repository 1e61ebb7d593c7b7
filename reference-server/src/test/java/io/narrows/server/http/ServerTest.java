package io.narrows.server.http;

import static io.narrows.server.http.Serving.awaitWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.NarrowsServer;
import io.narrows.server.ServerException;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.testing.FakeModel;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server over real HTTP, with a model whose forwards the test holds and releases. */
@Timeout(60)
class ServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static NarrowsServer start(FakeModel model, String yaml) {
        return start(model, yaml, Profiler.disabled());
    }

    private static NarrowsServer start(FakeModel model, String yaml, Profiler profiler) {
        return NarrowsServer.start(ConfigLoader.parse(yaml + "\nhttp: {port: 0}", "test"), model, profiler);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time: " + what);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static String metrics(NarrowsServer server) {
        return metrics(server, "").body();
    }

    private static Response metrics(NarrowsServer server, String headers) {
        try (RawClient client = new RawClient(server.port())) {
            return client.send("GET /metrics HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n")
                    .read();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void answersAndKeepsTheConnection() throws Exception {
        try (NarrowsServer server = start(FakeModel.running(), "");
                RawClient client = new RawClient(server.port())) {
            for (int i = 1; i < 4; i++) {
                Response response = client.sendInfer("x".repeat(i)).read();
                assertEquals(200, response.status());
                JsonNode json = JSON.readTree(response.body());
                assertEquals("x".repeat(i), json.get("id").textValue());
                assertEquals(
                        "[" + i + ".0,120.0,0.1]", json.at("/outputs/0/data").toString());
                assertFalse(response.closes());
            }
        }
    }

    @Test
    void aFullModelQueueIs503WithRetryAfter() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, "batching: {queue-size: 1}");
                RawClient running = new RawClient(server.port());
                RawClient waiting = new RawClient(server.port());
                RawClient refused = new RawClient(server.port())) {
            running.sendInfer("a");
            model.awaitForward();
            waiting.sendInfer("b");
            await("one waits", () -> metrics(server).contains("narrows_queue_waiting{queue=\"model\"} 1.0"));
            Response busy = refused.sendInfer("c").read();
            assertEquals(503, busy.status());
            assertEquals("1", busy.headers().get("retry-after"));
            assertTrue(busy.body().contains("too many requests wait for the model"), busy.body());
            model.release(10);
            assertEquals(200, running.read().status());
            assertEquals(200, waiting.read().status());
            assertEquals(200, refused.sendInfer("d").read().status());
        }
    }

    @Test
    void aRequestWhoseClientLeftIsNotRun() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, "");
                RawClient running = new RawClient(server.port());
                RawClient after = new RawClient(server.port())) {
            running.sendInfer("a");
            model.awaitForward();
            try (RawClient gone = new RawClient(server.port())) {
                gone.sendInfer("bb");
                await("it waits", () -> metrics(server).contains("narrows_queue_waiting{queue=\"model\"} 1.0"));
            }
            after.sendInfer("ccc");
            await("both wait", () -> metrics(server).contains("narrows_queue_waiting{queue=\"model\"} 2.0"));
            model.release(10);
            assertEquals(200, running.read().status());
            assertEquals(200, after.read().status());
            await("it is counted", () -> metrics(server)
                    .contains("narrows_requests_total{status=\"0\",target=\"infer\"} 1.0"));
        }
        assertFalse(model.forwards().stream().anyMatch(lengths -> lengths.contains(4)), "bb must not run");
    }

    @Test
    void aFailingModelIs500WithAnIdAndWithoutItsWords() throws Exception {
        FakeModel model = FakeModel.running();
        model.fail(true);
        try (NarrowsServer server = start(model, "");
                RawClient client = new RawClient(server.port())) {
            Response response = client.sendInfer("a").read();
            assertEquals(500, response.status());
            assertTrue(response.body().matches("\\{\"error\":\"internal error [0-9a-f]{8}; .*\"}"), response.body());
            model.fail(false);
            assertEquals(200, client.sendInfer("b").read().status());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.1 | Transfer-Encoding: gzip | Transfer-Encoding is \\\"gzip\\\"; it may be chunked alone",
                "1.1 | Transfer-Encoding: gzip, chunked | it may be chunked alone",
                "1.1 | Transfer-Encoding: chunked;Transfer-Encoding: chunked | it may be chunked alone",
                "1.0 | Transfer-Encoding: chunked | Transfer-Encoding is not for HTTP/1.0",
                "1.1 | Content-Length: 5;Transfer-Encoding: chunked | both Content-Length and Transfer-Encoding",
                "1.1 | Transfer-Encoding: chunked;Content-Length: 5 | both Content-Length and Transfer-Encoding"
            })
    void aBodyWhoseEndIsUnsureIsRefusedAndNothingAfterItIsRead(String version, String headers, String says)
            throws Exception {
        try (NarrowsServer server = start(FakeModel.running(), "");
                RawClient client = new RawClient(server.port())) {
            client.send("POST /v2/models/minilm/infer HTTP/" + version + "\r\nHost: t\r\nConnection: keep-alive\r\n"
                    + headers.replace(";", "\r\n") + "\r\n\r\n0\r\n\r\n" + RawClient.infer("smuggled"));
            Response refused = client.read();
            assertEquals(400, refused.status());
            assertTrue(refused.body().contains(says), refused.body());
            assertTrue(refused.closes() || version.equals("1.0"), "which HTTP/1.0 says by saying nothing");
            assertTrue(client.closedByServer(), "no second answer");
        }
    }

    @Test
    void timesOfARequestAddUpExactlyAndAgreeWithTheHeader(@TempDir Path directory) throws Exception {
        try (Profiler profiler = Profiler.open(ProfilerConfig.builder(directory.resolve("run"))
                        .breakdowns(true)
                        .build());
                NarrowsServer server = start(FakeModel.running(), "", profiler);
                RawClient client = new RawClient(server.port())) {
            String trace = "0123456789abcdef0123456789abcdef";
            String body = RawClient.body("a").replace("{\"id\"", "{\"parameters\":{\"narrows_timing\":true},\"id\"");
            Response response = client.send(RawClient.post(body, "traceparent: 00-" + trace + "-00f067aa0ba902b7-01"))
                    .read();
            JsonNode parameters = JSON.readTree(response.body()).get("parameters");
            long sum = 0;
            for (var fields = parameters.fields(); fields.hasNext(); ) {
                var field = fields.next();
                assertTrue(field.getKey().matches("narrows_[a-z_]+_ns"), field.getKey());
                sum += field.getKey().equals("narrows_total_ns")
                        ? 0
                        : field.getValue().longValue();
            }
            assertEquals(parameters.get("narrows_total_ns").longValue(), sum);
            for (String stage :
                    "http_read prepare_wait decode validate tokenize queue batch_assemble forward postprocess"
                            .concat(" encode_wait encode")
                            .split(" ")) {
                assertNotNull(parameters.get("narrows_" + stage + "_ns"), stage);
            }
            long total = parameters.get("narrows_total_ns").longValue();
            String expected = String.format("total;dur=%d.%06d", total / 1_000_000, total % 1_000_000);
            assertTrue(response.headers().get("server-timing").endsWith(expected));
            assertTrue(response.headers().get("traceparent").startsWith("00-" + trace + "-"));
        }
    }

    @Test
    void stageTimersComeFromRecordedRequestsWithExemplarsForWhoTakesThem(@TempDir Path directory) throws Exception {
        ServerMetrics meters = new ServerMetrics();
        ProfilerConfig config = ProfilerConfig.builder(directory.resolve("run"))
                .budget(1)
                .listener(meters.ofTraces())
                .build();
        try (Profiler profiler = Profiler.open(config);
                NarrowsServer server = NarrowsServer.start(
                        ConfigLoader.parse("http: {port: 0}", "test"), FakeModel.running(), profiler, meters);
                RawClient client = new RawClient(server.port())) {
            String trace = "0123456789abcdef0123456789abcdef";
            String header = "traceparent: 00-" + trace + "-00f067aa0ba902b7-01";
            assertEquals(200, client.sendInfer("a", header).read().status());
            String stage = "narrows_stage_seconds_count{segment=\"compute\",stage=\"forward\"} 1";
            await("the trace is counted", () -> metrics(server).contains(stage));
            assertTrue(metrics(server).contains("narrows_infer_seconds_count 1"));
            assertTrue(
                    metrics(server).contains("narrows_request_seconds_count{kind=\"infer minilm\",outcome=\"ok\"} 1"));
            assertFalse(metrics(server).contains(trace));
            Response open = metrics(server, "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n");
            assertEquals(
                    "application/openmetrics-text; version=1.0.0; charset=utf-8",
                    open.headers().get("content-type"));
            assertTrue(open.body().endsWith("# EOF\n"));
            assertTrue(
                    open.body()
                            .lines()
                            .anyMatch(line -> line.startsWith("narrows_stage_seconds_bucket")
                                    && line.contains("stage=\"forward\"")
                                    && line.contains("trace_id=\"" + trace + "\"")),
                    open.body());
        }
    }

    @Test
    void aServerThatRecordsNothingTimesRequestsAndGivesThemATraceId() throws Exception {
        try (NarrowsServer server = start(FakeModel.running(), "");
                RawClient client = new RawClient(server.port())) {
            Response fresh = client.sendInfer("a").read();
            assertTrue(fresh.headers().get("traceparent").matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
            String callers = "00-0123456789abcdef0123456789abcdef-00f067aa0ba902b7-00";
            Response known = client.sendInfer("b", "traceparent: " + callers, "tracestate: a=b")
                    .read();
            assertEquals(callers, known.headers().get("traceparent"), "it is no part of the trace");
            assertFalse(known.headers().containsKey("tracestate"));
            await("both are counted", () -> metrics(server).contains("narrows_infer_seconds_count 2"));
            assertFalse(metrics(server).contains("narrows_stage"));
            assertFalse(metrics(server).contains("narrows_profiler"));
        }
    }

    @Test
    void drainingAnswersWhatWasReceivedAndClosesTheRest() throws Exception {
        FakeModel model = FakeModel.held();
        NarrowsServer server = start(model, "shutdown: {linger: 20s}");
        try (RawClient running = new RawClient(server.port());
                RawClient pipelining = new RawClient(server.port());
                RawClient idle = new RawClient(server.port())) {
            assertEquals(
                    200,
                    idle.send("GET /v2/health/ready HTTP/1.1\r\nHost: t\r\n\r\n")
                            .read()
                            .status());
            running.sendInfer("a");
            model.awaitForward();
            pipelining.send(RawClient.infer("b") + RawClient.infer("c") + RawClient.infer("d"));
            await("it waits", () -> metrics(server).contains("narrows_queue_waiting{queue=\"model\"} 1.0"));
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            await("the listener closes", () -> !accepts(server.port()));
            // an idle connection may still ask, and learns that it was the last time
            Response last;
            do {
                last = idle.send("GET /v2/health/ready HTTP/1.1\r\nHost: t\r\n\r\n")
                        .read();
                assertEquals(503, last.status());
            } while (!last.closes());
            assertTrue(idle.closedByServer());
            assertFalse(closing.isDone());
            model.release(100);
            Response answer = running.read();
            assertEquals(200, answer.status());
            assertTrue(answer.closes());
            assertTrue(running.closedByServer());
            Response first = pipelining.read();
            Response second = pipelining.read();
            Response third = pipelining.read();
            assertTrue(first.body().contains("\"id\":\"b\""));
            assertTrue(second.body().contains("\"id\":\"c\""));
            assertTrue(third.body().contains("\"id\":\"d\""));
            assertFalse(second.closes(), "a request that was received is answered");
            assertTrue(third.closes());
            assertTrue(pipelining.closedByServer());
            closing.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void theGraceBoundsTheDrain() throws Exception {
        FakeModel model = FakeModel.held();
        NarrowsServer server = start(model, "shutdown: {grace: 100ms, linger: 0ms}");
        try (RawClient running = new RawClient(server.port());
                RawClient waiting = new RawClient(server.port())) {
            running.sendInfer("a");
            model.awaitForward();
            waiting.sendInfer("b");
            awaitWaiting(server, "model", 1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            Response refused = waiting.read();
            assertEquals(503, refused.status());
            assertTrue(refused.body().contains("the server is stopping"), refused.body());
            assertTrue(refused.closes());
            assertTrue(waiting.closedByServer());
            assertTrue(running.closedByServer());
            assertFalse(closing.isDone(), "the forward that runs must end first");
            model.release(1);
            closing.get(30, TimeUnit.SECONDS);
            assertEquals(1, model.forwards().size(), "no forward begins after the grace");
        }
    }

    @Test
    void aTakenPortIsOneLine() {
        try (NarrowsServer server = start(FakeModel.running(), "")) {
            String yaml = "http: {port: " + server.port() + "}";
            ServerException e = assertThrows(
                    ServerException.class,
                    () -> NarrowsServer.start(
                            ConfigLoader.parse(yaml, "test"), FakeModel.running(), Profiler.disabled()));
            assertEquals(
                    "cannot listen on 127.0.0.1:" + server.port() + ": the port is taken or not allowed",
                    e.getMessage());
        }
    }

    private static boolean accepts(int port) {
        try (RawClient client = new RawClient(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
