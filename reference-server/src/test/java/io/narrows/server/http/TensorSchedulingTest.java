package io.narrows.server.http;

import static io.narrows.server.http.Serving.await;
import static io.narrows.server.http.Serving.awaitWaiting;
import static io.narrows.server.http.Serving.metrics;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.server.LoadedModel;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.testing.HeldTensors;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Priorities, timeouts and cancellation of a model of tensors, over real HTTP. */
@Timeout(60)
class TensorSchedulingTest {
    private final HeldTensors model = new HeldTensors(new BatchAxis(0));

    private NarrowsServer start(String batching) {
        ServerConfig config =
                ConfigLoader.parse("batching: {" + batching + "latency-goal: 1h}\nhttp: {port: 0}", "test");
        return NarrowsServer.start(
                config,
                List.of(new LoadedModel.Tensors(model, config, null)),
                Profiler.disabled(),
                new ServerMetrics());
    }

    /** A request for one row of so many columns. */
    private static void send(RawClient client, int columns, String parameters) throws IOException {
        String data = "1,".repeat(columns - 1) + "1";
        client.send(RawClient.post("{\"parameters\":{" + parameters + "},\"inputs\":[{\"name\":\"x\",\"shape\":[1,"
                        + columns + "],\"datatype\":\"INT8\",\"data\":[" + data + "]}]}")
                .replace("/models/minilm/", "/models/held/"));
    }

    private String forwards() {
        return new ArrayList<>(model.forwards).toString();
    }

    @Test
    void aRequestWhoseTimeIsOverIs504AndNeverRuns() throws Exception {
        try (NarrowsServer server = start("");
                RawClient running = new RawClient(server.port());
                RawClient expiring = new RawClient(server.port())) {
            send(running, 1, "");
            model.started.acquire();
            send(expiring, 2, "\"timeout\":100000");
            assertEquals(504, expiring.read().status(), "answered while the forward is still held");
            model.permits.release(10);
            assertEquals(200, running.read().status());
            send(expiring, 3, "\"timeout\":3600000000");
            assertEquals(200, expiring.read().status());
            await(
                    "it is counted",
                    () -> metrics(server)
                            .contains(
                                    "narrows_refused_total{model=\"held\",reason=\"expired\",variant=\"default\",version=\"1\"} 1.0"));
        }
        assertEquals("[[[1, 1]], [[1, 3]]]", forwards());
    }

    @Test
    void aHigherPriorityGoesFirstAndTakesAPlaceInAFullQueue() throws Exception {
        try (NarrowsServer server = start("queue-size: 2, ");
                RawClient running = new RawClient(server.port());
                RawClient low = new RawClient(server.port());
                RawClient usual = new RawClient(server.port());
                RawClient refused = new RawClient(server.port());
                RawClient high = new RawClient(server.port())) {
            send(running, 1, "");
            model.started.acquire();
            send(usual, 2, "");
            awaitWaiting(server, "model", 1);
            send(low, 3, "\"priority\":9");
            awaitWaiting(server, "model", 2);
            send(refused, 4, "\"priority\":9");
            busy(refused.read(), "too many requests wait for the model; try again");
            send(high, 5, "\"priority\":1");
            busy(low.read(), "too many requests wait for the model, and one of a higher priority came; try again");
            model.permits.release(10);
            for (RawClient client : List.of(running, usual, high)) {
                assertEquals(200, client.read().status());
            }
        }
        assertEquals("[[[1, 1]], [[1, 5]], [[1, 2]]]", forwards());
    }

    private static void busy(Response response, String message) {
        assertEquals(503, response.status());
        assertEquals("1", response.headers().get("retry-after"));
        assertEquals("{\"error\":\"" + message + "\"}", response.body());
    }

    @Test
    void aRequestWhoseClientLeftIsNotRun() throws Exception {
        try (NarrowsServer server = start("");
                RawClient running = new RawClient(server.port());
                RawClient after = new RawClient(server.port())) {
            send(running, 1, "");
            model.started.acquire();
            try (RawClient gone = new RawClient(server.port())) {
                send(gone, 2, "");
                awaitWaiting(server, "model", 1);
            }
            send(after, 3, "");
            awaitWaiting(server, "model", 2);
            model.permits.release(10);
            assertEquals(200, running.read().status());
            assertEquals(200, after.read().status());
            await(server, "narrows_requests_total{status=\"0\",target=\"infer\"} 1.0");
        }
        assertEquals("[[[1, 1]], [[1, 3]]]", forwards());
    }

    @Test
    void whatIsNoPriorityIsRefused() throws Exception {
        try (NarrowsServer server = start("");
                RawClient client = new RawClient(server.port())) {
            send(client, 1, "\"priority\":10");
            Response response = client.read();
            assertEquals(400, response.status());
            assertTrue(response.body().contains("parameters.priority is 10"), response.body());
        }
    }
}
