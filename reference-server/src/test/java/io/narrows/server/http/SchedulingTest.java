package io.narrows.server.http;

import static io.narrows.server.http.Serving.await;
import static io.narrows.server.http.Serving.awaitWaiting;
import static io.narrows.server.http.Serving.metrics;
import static io.narrows.server.http.Serving.requestWith;
import static io.narrows.server.http.Serving.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.NarrowsServer;
import io.narrows.server.testing.FakeModel;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Priorities, timeouts, refusals and their meters over real HTTP, with a model whose forwards the test holds. */
@Timeout(60)
class SchedulingTest {
    private static boolean counts(NarrowsServer server, String reason, int requests) {
        return metrics(server)
                .lines()
                .anyMatch(line -> line.startsWith("narrows_refused_total{")
                        && line.contains("reason=\"" + reason + "\"")
                        && line.endsWith(" " + requests + ".0"));
    }

    private static void send(RawClient client, String text, String parameters) throws IOException {
        client.send(requestWith(parameters, text));
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
    void whatWasDecodedTooLateIsNotTokenized() throws Exception {
        FakeModel model = FakeModel.running();
        try (NarrowsServer server = start(model, "prepare: {threads: 1}\ncaching: {max-bytes: 1MiB}");
                RawClient first = new RawClient(server.port());
                RawClient late = new RawClient(server.port())) {
            model.holdEncoding();
            first.sendInfer("a");
            await("the prepare thread is busy", () -> model.encoded() == 1);
            send(late, "bb", "\"timeout\":1");
            awaitWaiting(server, "prepare", 1);
            model.releaseEncoding();
            assertEquals(200, first.read().status());
            assertEquals(504, late.read().status());
            assertEquals(1, model.encoded());
            await("it is counted", () -> counts(server, "expired", 1));
        }
    }

    @Test
    void whoWentAwayFreesItsPlaceBeforeAFullPrepareQueueRefuses() throws Exception {
        FakeModel model = FakeModel.running();
        try (NarrowsServer server = start(model, "prepare: {threads: 1, queue-size: 1}");
                RawClient first = new RawClient(server.port())) {
            model.holdEncoding();
            first.sendInfer("a");
            await("the prepare thread is busy", () -> model.encoded() == 1);
            try (RawClient gone = new RawClient(server.port())) {
                gone.sendInfer("bb");
                awaitWaiting(server, "prepare", 1);
            }
            // Nothing tells when the server has seen the client go; each further one needs the place.
            await("its place is free", () -> {
                try (RawClient next = new RawClient(server.port())) {
                    next.sendInfer("ccc");
                    return metrics(server).contains("narrows_requests_total{status=\"0\",target=\"infer\"}");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            model.releaseEncoding();
            assertEquals(200, first.read().status());
        }
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
        try (NarrowsServer server = start(model, "batching: {mode: 'off', latency-goal: 1h}");
                RawClient running = new RawClient(server.port());
                RawClient low = new RawClient(server.port());
                RawClient usual = new RawClient(server.port());
                RawClient high = new RawClient(server.port())) {
            running.sendInfer("a");
            model.awaitForward();
            send(low, "bb", "\"priority\":9");
            awaitWaiting(server, "model", 1);
            send(usual, "ccc", "\"priority\":0");
            awaitWaiting(server, "model", 2);
            send(high, "dddd", "\"priority\":1");
            awaitWaiting(server, "model", 3);
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
                    awaitWaiting(server, "model", 1);
                }
                after.sendInfer("c".repeat(8));
                awaitWaiting(server, "model", 2);
                model.release(10);
                assertEquals(200, running.read().status());
                assertEquals(200, after.read().status());
                await("it is counted", () -> metrics(server)
                        .contains("narrows_requests_total{status=\"0\",target=\"infer\"} 1.0"));
            }
            assertFalse(model.forwards().stream().anyMatch(lengths -> lengths.contains(19)), mode + ": must not run");
        }
    }

    @Test
    void aHigherPriorityTakesAPlaceInAFullQueueInAnyMode() throws Exception {
        for (String mode : List.of("adaptive", "fixed", "off")) {
            FakeModel model = FakeModel.running();
            try (NarrowsServer server =
                            start(model, "batching: {mode: '" + mode + "', queue-size: 1, latency-goal: 1h}");
                    RawClient running = new RawClient(server.port());
                    RawClient low = new RawClient(server.port());
                    RawClient high = new RawClient(server.port())) {
                model.hold();
                running.sendInfer("a".repeat(7));
                await(
                        "it runs",
                        () -> !model.forwards().isEmpty() && last(model).equals(List.of(9)));
                send(low, "b".repeat(17), "\"priority\":9");
                awaitWaiting(server, "model", 1);
                send(high, "c".repeat(8), "\"priority\":1");
                Response displaced = low.read();
                assertEquals(503, displaced.status(), "answered while the forward is still held");
                assertEquals("1", displaced.headers().get("retry-after"));
                assertTrue(displaced.body().contains("higher priority"), displaced.body());
                model.release(10);
                assertEquals(200, running.read().status());
                assertEquals(200, high.read().status());
                assertTrue(counts(server, "displaced", 1));
            }
            assertFalse(model.forwards().stream().anyMatch(lengths -> lengths.contains(19)), mode + ": must not run");
        }
    }

    private static List<Integer> last(FakeModel model) {
        List<List<Integer>> forwards = model.forwards();
        return forwards.get(forwards.size() - 1);
    }

    /** The first is held; of the others at least one of 20 ms fits behind it into 100, and no more than five. */
    @Test
    void adaptiveRefusesAtOnceWhatCannotMeetTheGoal() throws Exception {
        FakeModel model = FakeModel.running().taking(20_000_000, 0);
        List<RawClient> clients = new ArrayList<>();
        try (NarrowsServer server =
                start(model, "batching: {mode: adaptive, max-size: 1, latency-goal: 100ms}\nprepare: {threads: 1}")) {
            int calibrated = model.forwards().size();
            model.hold();
            for (int i = 0; i < 20; i++) {
                RawClient client = new RawClient(server.port());
                clients.add(client);
                client.sendInfer("w" + i);
            }
            await("each is taken or refused", () -> lates(server) + waiting(server) == 19);
            model.release(1_000);
            int refused = 0;
            for (RawClient client : clients) {
                Response response = client.read();
                if (response.status() != 200) {
                    assertEquals(503, response.status());
                    assertEquals("1", response.headers().get("retry-after"));
                    assertTrue(response.body().contains("batching.latency-goal"), response.body());
                    refused++;
                }
            }
            assertTrue(refused >= 14 && refused <= 18, refused + " refused");
            assertEquals(lates(server), refused);
            assertEquals(20 - refused, model.forwards().size() - calibrated);
            String text = metrics(server);
            assertTrue(text.contains("narrows_batches_total{"), text);
            assertTrue(text.contains("narrows_batch_cost_expected_seconds{"), text);
            for (String meter : List.of("forward_seconds", "token_seconds", "square_seconds", "error")) {
                assertTrue(text.contains("narrows_batch_cost_" + meter + "{"), meter);
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static int lates(NarrowsServer server) {
        return value(server, "narrows_refused_total{", "reason=\"late\"");
    }

    private static int waiting(NarrowsServer server) {
        return value(server, "narrows_queue_waiting{", "queue=\"model\"");
    }

    /** The value of the meter's first line that has a tag; 0 while there is none. */
    private static int value(NarrowsServer server, String meter, String tag) {
        return metrics(server)
                .lines()
                .filter(line -> line.startsWith(meter) && line.contains(tag))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToInt(value -> (int) Double.parseDouble(value))
                .findFirst()
                .orElse(0);
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
