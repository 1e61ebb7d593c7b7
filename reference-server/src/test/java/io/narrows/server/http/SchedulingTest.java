package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.testing.FakeModel;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Priorities, timeouts, refusals and their meters over real HTTP, with a model whose forwards the test holds. */
@Timeout(60)
class SchedulingTest {
    private static NarrowsServer start(FakeModel model, String yaml) {
        return NarrowsServer.start(ConfigLoader.parse(yaml + "\nhttp: {port: 0}", "test"), model, Profiler.disabled());
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time: " + what);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static String metrics(NarrowsServer server) {
        try (RawClient client = new RawClient(server.port())) {
            return client.send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n")
                    .read()
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean waits(NarrowsServer server, int requests) {
        return metrics(server).contains("narrows_queue_waiting{queue=\"model\"} " + requests + ".0");
    }

    private static boolean counts(NarrowsServer server, String reason, int requests) {
        return metrics(server)
                .lines()
                .anyMatch(line -> line.startsWith("narrows_refused_total{")
                        && line.contains("reason=\"" + reason + "\"")
                        && line.endsWith(" " + requests + ".0"));
    }

    private static void send(RawClient client, String text, String parameters) throws IOException {
        client.send(
                RawClient.post(RawClient.body(text).replace("{\"id\"", "{\"parameters\":{" + parameters + "},\"id\"")));
    }

    @Test
    void aRequestWhoseTimeIsOverIs504AndNeverRuns() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, "");
                RawClient running = new RawClient(server.port());
                RawClient expiring = new RawClient(server.port())) {
            running.sendInfer("a");
            model.awaitForward();
            send(expiring, "bb", "\"timeout\":1000");
            Response response = expiring.read();
            assertEquals(504, response.status(), "answered while the forward is still held");
            assertEquals("{\"error\":\"the time of the request was over before the model was free\"}", response.body());
            assertNull(response.headers().get("retry-after"));
            model.release(10);
            assertEquals(200, running.read().status());
            send(expiring, "ccc", "\"timeout\":3600000000");
            assertEquals(200, expiring.read().status(), "the connection is usable, and there is time enough");
            await("it is counted", () -> counts(server, "expired", 1));
        }
        assertEquals(List.of(List.of(3), List.of(5)), model.forwards());
    }

    @Test
    void theServersTimeoutHoldsForAllAndCanOnlyBeShortened() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, "request: {timeout: 1500ms}");
                RawClient running = new RawClient(server.port());
                RawClient usual = new RawClient(server.port());
                RawClient longer = new RawClient(server.port())) {
            running.sendInfer("a");
            model.awaitForward();
            usual.sendInfer("bb");
            send(longer, "ccc", "\"timeout\":3600000000");
            assertEquals(504, usual.read().status());
            assertEquals(504, longer.read().status());
            model.release(10);
            assertEquals(200, running.read().status());
        }
        assertEquals(List.of(List.of(3)), model.forwards());
    }

    @Test
    void aHigherPriorityIsServedFirst() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, "batching: {mode: 'off'}");
                RawClient running = new RawClient(server.port());
                RawClient low = new RawClient(server.port());
                RawClient usual = new RawClient(server.port());
                RawClient high = new RawClient(server.port())) {
            running.sendInfer("a");
            model.awaitForward();
            send(low, "bb", "\"priority\":9");
            await("one waits", () -> waits(server, 1));
            send(usual, "ccc", "\"priority\":0");
            await("two wait", () -> waits(server, 2));
            send(high, "dddd", "\"priority\":1");
            await("three wait", () -> waits(server, 3));
            model.release(10);
            for (RawClient client : List.of(running, low, usual, high)) {
                assertEquals(200, client.read().status());
            }
        }
        assertEquals(List.of(List.of(3), List.of(6), List.of(5), List.of(4)), model.forwards());
    }

    @Test
    void aRequestWhoseClientLeftIsNotRunInAnyMode() throws Exception {
        for (String mode : List.of("adaptive", "fixed", "off")) {
            FakeModel model = FakeModel.running();
            try (NarrowsServer server = start(model, "batching: {mode: '" + mode + "'}");
                    RawClient running = new RawClient(server.port());
                    RawClient after = new RawClient(server.port())) {
                model.hold();
                running.sendInfer("a".repeat(7));
                await(
                        "it runs",
                        () -> !model.forwards().isEmpty() && last(model).equals(List.of(9)));
                try (RawClient gone = new RawClient(server.port())) {
                    gone.sendInfer("b".repeat(17));
                    await("it waits", () -> waits(server, 1));
                }
                after.sendInfer("c".repeat(8));
                await("both wait", () -> waits(server, 2));
                model.release(10);
                assertEquals(200, running.read().status());
                assertEquals(200, after.read().status());
                await("it is counted", () -> metrics(server)
                        .contains("narrows_requests_total{status=\"0\",target=\"infer\"} 1.0"));
            }
            assertFalse(model.forwards().stream().anyMatch(lengths -> lengths.contains(19)), mode + ": must not run");
        }
    }

    private static List<Integer> last(FakeModel model) {
        List<List<Integer>> forwards = model.forwards();
        return forwards.get(forwards.size() - 1);
    }

    @Test
    void adaptiveRefusesAtOnceWhatCannotMeetTheGoal() throws Exception {
        FakeModel model = FakeModel.running().taking(20_000_000, 0);
        List<RawClient> clients = new ArrayList<>();
        try (NarrowsServer server =
                start(model, "batching: {mode: adaptive, max-size: 1, latency-goal: 100ms}\nprepare: {threads: 1}")) {
            for (int i = 0; i < 20; i++) {
                RawClient client = new RawClient(server.port());
                clients.add(client);
                client.sendInfer("w" + i);
            }
            int answered = 0;
            int refused = 0;
            for (RawClient client : clients) {
                Response response = client.read();
                if (response.status() == 200) {
                    answered++;
                } else {
                    assertEquals(503, response.status());
                    assertEquals("1", response.headers().get("retry-after"));
                    assertTrue(response.body().contains("batching.latency-goal"), response.body());
                    refused++;
                }
            }
            int refusals = refused;
            assertTrue(answered >= 1 && refused >= 10, answered + " answered of 20, of which 2 fit");
            await("they are counted", () -> counts(server, "late", refusals));
            String text = metrics(server);
            assertTrue(text.contains("narrows_batches_total{"), text);
            assertTrue(
                    text.lines()
                            .filter(line -> line.startsWith("narrows_batch_cost_expected_seconds{")
                                    && line.contains("texts=\"1\"")
                                    && line.contains("tokens=\"16\""))
                            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                            .mapToDouble(Double::parseDouble)
                            .allMatch(seconds -> seconds > 0.015 && seconds < 0.1),
                    text);
            for (String meter : List.of("forward_seconds", "token_seconds", "square_seconds", "error")) {
                assertTrue(text.contains("narrows_batch_cost_" + meter + "{"), meter);
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void theServerSaysThatItKnowsPrioritiesAndTimeouts() throws Exception {
        try (NarrowsServer server = start(FakeModel.running(), "");
                RawClient client = new RawClient(server.port())) {
            String body =
                    client.send("GET /v2 HTTP/1.1\r\nHost: t\r\n\r\n").read().body();
            assertTrue(body.contains("\"extensions\":[\"schedule_policy\"]"), body);
        }
    }
}
