package io.narrows.server.http;

import static io.narrows.server.http.Serving.await;
import static io.narrows.server.http.Serving.awaitWaiting;
import static io.narrows.server.http.Serving.counted;
import static io.narrows.server.http.Serving.metrics;
import static io.narrows.server.http.Serving.request;
import static io.narrows.server.http.Serving.requestWith;
import static io.narrows.server.http.Serving.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.NarrowsServer;
import io.narrows.server.testing.FakeModel;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that wait for each other's texts, over real HTTP, with a model whose forwards the test holds and releases. */
@Timeout(60)
class CoalescingTest {
    private static final String COALESCING = "caching: {coalescing: true}";
    private static final String BOTH = "caching: {max-bytes: 1MiB, coalescing: true}";

    @Test
    void equalRequestsAtOnceRunOnce() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, COALESCING);
                RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port());
                RawClient both = new RawClient(server.port())) {
            leader.send(request("abc"));
            model.awaitForward();
            follower.send(request("abc"));
            both.send(request("abc", "x"));
            awaitWaiting(server, "coalesce", 2);
            awaitWaiting(server, "model", 1);
            model.release(1);
            String answer = leader.read().body();
            assertEquals(answer, follower.read().body());
            model.release(1);
            assertTrue(both.read().body().contains("[3.0,97.0,0.1,1.0,120.0,0.1]"));
            assertEquals(List.of(List.of(5), List.of(3)), model.forwards());
            counted(server, 0, 2, 2);
        }
    }

    @Test
    void theWorkOfALeaderWhoseClientLeftGoesOnForThoseThatWait() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, COALESCING);
                RawClient running = new RawClient(server.port());
                RawClient follower = new RawClient(server.port())) {
            running.send(request("a"));
            model.awaitForward();
            try (RawClient leader = new RawClient(server.port())) {
                leader.send(request("bb"));
                awaitWaiting(server, "model", 1);
            }
            follower.send(request("bb"));
            awaitWaiting(server, "coalesce", 1);
            model.release(10);
            assertEquals(200, running.read().status());
            assertEquals(200, follower.read().status());
            await(server, "narrows_requests_total{status=\"0\",target=\"infer\"} 1.0");
            assertEquals(List.of(List.of(3), List.of(4)), model.forwards());
        }
    }

    @Test
    void aLeaderAndFollowersThatAllLeftRunNothing() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, BOTH);
                RawClient running = new RawClient(server.port())) {
            running.send(request("a"));
            model.awaitForward();
            try (RawClient leader = new RawClient(server.port());
                    RawClient follower = new RawClient(server.port())) {
                leader.send(request("bb"));
                awaitWaiting(server, "model", 1);
                follower.send(request("bb"));
                awaitWaiting(server, "coalesce", 1);
            }
            try (RawClient after = new RawClient(server.port())) {
                after.send(request("ccc"));
                awaitWaiting(server, "model", 2);
                model.release(10);
                assertEquals(200, running.read().status());
                assertEquals(200, after.read().status());
            }
            await(server, "narrows_requests_total{status=\"0\",target=\"infer\"} 2.0");
            assertFalse(model.forwards().stream().anyMatch(lengths -> lengths.contains(4)), "bb must not run");
        }
    }

    @Test
    void aLeaderWhoseTimeIsOverIsFollowedByTheFirstThatWaits() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, BOTH);
                RawClient running = new RawClient(server.port());
                RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port())) {
            running.send(request("a"));
            model.awaitForward();
            leader.send(requestWith("\"timeout\":2000000", "bb"));
            awaitWaiting(server, "model", 1);
            follower.send(request("bb"));
            awaitWaiting(server, "coalesce", 1);
            assertEquals(504, leader.read().status());
            awaitWaiting(server, "model", 1);
            model.release(10);
            assertEquals(200, running.read().status());
            assertEquals(200, follower.read().status());
            assertEquals(List.of(List.of(3), List.of(4)), model.forwards());
        }
    }

    @Test
    void aFailureReachesAllThatWaitedAndIsNotKept() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, BOTH);
                RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port())) {
            leader.send(request("abc"));
            model.awaitForward();
            follower.send(request("abc"));
            awaitWaiting(server, "coalesce", 1);
            model.fail(true);
            model.release(1);
            assertEquals(500, leader.read().status());
            assertEquals(500, follower.read().status());
            model.fail(false);
            model.release(1);
            assertEquals(200, leader.send(request("abc")).read().status());
            assertEquals(2, model.forwards().size());
            assertEquals(200, follower.send(request("abc")).read().status());
            assertEquals(2, model.forwards().size());
        }
    }

    @Test
    void whatIsUnderWayNeedsNoPlaceInAFullQueue() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, BOTH + "\nbatching: {queue-size: 1}");
                RawClient running = new RawClient(server.port());
                RawClient waiting = new RawClient(server.port());
                RawClient follower = new RawClient(server.port());
                RawClient refused = new RawClient(server.port())) {
            running.send(request("a"));
            model.awaitForward();
            waiting.send(request("b"));
            awaitWaiting(server, "model", 1);
            follower.send(request("b", "a"));
            awaitWaiting(server, "coalesce", 2);
            Response busy = refused.send(request("a", "c")).read();
            assertEquals(503, busy.status());
            assertEquals("1", busy.headers().get("retry-after"));
            model.release(10);
            assertEquals(200, running.read().status());
            assertEquals(200, waiting.read().status());
            assertEquals(200, follower.read().status());
            assertEquals(200, refused.send(request("a", "c")).read().status());
        }
    }

    @Test
    void drainingAnswersWhoWaitsForAnotherRequest() throws Exception {
        FakeModel model = FakeModel.held();
        NarrowsServer server = start(model, BOTH);
        try (RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port())) {
            leader.send(request("abc"));
            model.awaitForward();
            follower.send(request("abc"));
            awaitWaiting(server, "coalesce", 1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            await("the listener closes", () -> !accepts(server.port()));
            assertFalse(closing.isDone());
            model.release(1);
            assertEquals(200, leader.read().status());
            assertEquals(200, follower.read().status());
            closing.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void theGraceBoundsTheDrainAlsoForWhoWaitsForAnotherRequest() throws Exception {
        FakeModel model = FakeModel.held();
        NarrowsServer server = start(model, BOTH + "\nshutdown: {grace: 100ms, linger: 0ms}");
        try (RawClient running = new RawClient(server.port());
                RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port())) {
            running.send(request("a"));
            model.awaitForward();
            leader.send(request("abc"));
            awaitWaiting(server, "model", 1);
            follower.send(request("abc"));
            awaitWaiting(server, "coalesce", 1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            for (RawClient waiting : List.of(leader, follower)) {
                Response refused = waiting.read();
                assertEquals(503, refused.status());
                assertTrue(refused.body().contains("the server is stopping"), refused.body());
                assertTrue(waiting.closedByServer());
            }
            model.release(1);
            closing.get(30, TimeUnit.SECONDS);
            assertEquals(List.of(List.of(3)), model.forwards());
        }
    }

    @Test
    void whoWaitsForATextWhoseRequestExpiresComputesItItself() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, COALESCING);
                RawClient running = new RawClient(server.port());
                RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port())) {
            running.send(request("a"));
            model.awaitForward();
            leader.send(requestWith("\"timeout\":1500000", "bb"));
            awaitWaiting(server, "model", 1);
            follower.send(request("bb"));
            awaitWaiting(server, "coalesce", 1);
            assertEquals(504, leader.read().status());
            model.release(10);
            assertEquals(200, running.read().status());
            assertEquals(200, follower.read().status());
        }
        assertEquals(List.of(List.of(3), List.of(4)), model.forwards());
    }

    @Test
    void whoWaitsForAnothersTextIs504InTheMomentInWhichItsTimeIsOver() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, BOTH);
                RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port());
                RawClient patient = new RawClient(server.port())) {
            leader.send(request("abc"));
            model.awaitForward();
            patient.send(requestWith("\"timeout\":3600000000", "abc"));
            awaitWaiting(server, "coalesce", 1);
            follower.send(requestWith("\"timeout\":300000", "abc"));
            Response late = follower.read();
            assertEquals(504, late.status(), "answered while the forward is still held");
            assertTrue(late.body().contains("another request"), late.body());
            awaitWaiting(server, "coalesce", 1);
            assertTrue(metrics(server).contains("reason=\"expired\""), "it is counted");
            model.release(1);
            assertEquals(200, leader.read().status());
            assertEquals(200, patient.read().status());
            assertEquals(200, follower.send(request("abc")).read().status(), "the connection is usable");
            assertEquals(List.of(List.of(5)), model.forwards());
        }
    }

    @Test
    void whoeverGoesAwayWhileItWaitsForAnothersTextLeavesAtOnce() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, COALESCING);
                RawClient leader = new RawClient(server.port())) {
            leader.send(request("abc"));
            model.awaitForward();
            try (RawClient follower = new RawClient(server.port())) {
                follower.send(request("abc"));
                awaitWaiting(server, "coalesce", 1);
            }
            awaitWaiting(server, "coalesce", 0);
            await(server, "narrows_requests_total{status=\"0\",target=\"infer\"} 1.0");
            model.release(1);
            assertEquals(200, leader.read().status());
        }
    }

    @Test
    void whoWaitsForATextWhoseRequestIsDisplacedTakesItOver() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, BOTH + "\nbatching: {queue-size: 1, mode: 'off', latency-goal: 1h}");
                RawClient running = new RawClient(server.port());
                RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port());
                RawClient high = new RawClient(server.port())) {
            running.send(request("a"));
            model.awaitForward();
            leader.send(requestWith("\"priority\":9", "bb"));
            awaitWaiting(server, "model", 1);
            follower.send(requestWith("\"priority\":1", "bb"));
            awaitWaiting(server, "coalesce", 1);
            high.send(requestWith("\"priority\":2", "ccc"));
            // The follower needs a place of its own now, and its priority is the highest of all.
            assertEquals(503, leader.read().status());
            assertEquals(503, high.read().status());
            model.release(10);
            assertEquals(200, running.read().status());
            assertEquals(200, follower.read().status());
        }
        assertEquals(List.of(List.of(3), List.of(4)), model.forwards());
    }

    private static boolean accepts(int port) {
        try (RawClient client = new RawClient(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
