package io.narrows.server.http;

import static io.narrows.server.http.Serving.awaitWaiting;
import static io.narrows.server.http.Serving.counted;
import static io.narrows.server.http.Serving.metrics;
import static io.narrows.server.http.Serving.request;
import static io.narrows.server.http.Serving.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.LoadedModel;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.testing.FakeModel;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import io.narrows.server.testing.RunLog;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cache over real HTTP, with a model whose forwards the test holds and releases. */
@Timeout(60)
class CachingTest {
    private static final String CACHE = "caching: {max-bytes: 1MiB}";
    private static final String BOTH = "caching: {max-bytes: 1MiB, coalescing: true}";

    @Test
    void aHitIsTheAnswerOfTheMissToTheLastBit() throws Exception {
        FakeModel model = FakeModel.running();
        try (NarrowsServer server = start(model, CACHE);
                RawClient client = new RawClient(server.port())) {
            Response miss = client.send(request("abc")).read();
            Response hit = client.send(request("abc")).read();
            assertEquals(200, hit.status());
            assertEquals(miss.body(), hit.body());
            assertEquals(List.of(List.of(5)), model.forwards());
            assertEquals(1, model.encoded(), "known texts are not split again");
            counted(server, 1, 0, 1);
            assertTrue(metrics(server).contains("narrows_cache_entries 1.0"));
        }
    }

    @Test
    void ofTenTextsWithEightKnownTwoRun() throws Exception {
        FakeModel model = FakeModel.running();
        try (NarrowsServer server = start(model, BOTH);
                RawClient client = new RawClient(server.port())) {
            client.send(request("a", "b", "c", "d", "e", "f", "g", "h")).read();
            Response ten = client.send(request("a", "b", "xxx", "c", "d", "e", "f", "yyyy", "g", "h"))
                    .read();
            assertTrue(
                    ten.body()
                            .contains("[1.0,97.0,0.1,1.0,98.0,0.1,3.0,120.0,0.1,1.0,99.0,0.1,1.0,100.0,0.1,"
                                    + "1.0,101.0,0.1,1.0,102.0,0.1,4.0,121.0,0.1,1.0,103.0,0.1,1.0,104.0,0.1]"),
                    ten.body());
            assertEquals(List.of(5, 6), model.forwards().get(1));
            counted(server, 8, 0, 10);
        }
    }

    @Test
    void withoutCoalescingEqualRequestsAtOnceAllRun() throws Exception {
        FakeModel model = FakeModel.held();
        try (NarrowsServer server = start(model, CACHE);
                RawClient one = new RawClient(server.port());
                RawClient two = new RawClient(server.port())) {
            one.send(request("abc"));
            model.awaitForward();
            two.send(request("abc"));
            awaitWaiting(server, "model", 1);
            model.release(2);
            assertEquals(one.read().body(), two.read().body());
            assertEquals(2, model.forwards().size());
        }
    }

    @Test
    void tracesTellHitsMissesAndWaitsApart(@TempDir Path directory) throws Exception {
        FakeModel model = FakeModel.held();
        Path run = directory.resolve("run");
        try (Profiler profiler =
                        Profiler.open(ProfilerConfig.builder(run).budget(1).build());
                NarrowsServer server = start(model, BOTH, profiler);
                RawClient leader = new RawClient(server.port());
                RawClient follower = new RawClient(server.port())) {
            leader.send(traced(1, "abc"));
            model.awaitForward();
            follower.send(traced(2, "abc", "abc"));
            awaitWaiting(server, "coalesce", 1);
            model.release(1);
            assertEquals(200, leader.read().status());
            assertEquals(200, follower.read().status());
            assertEquals(200, follower.send(traced(3, "abc")).read().status());
            model.release(1);
            assertEquals(200, follower.send(traced(4, "abc", "x")).read().status());
            String[] many = new String[KnownTexts.ENCODED_AT_ONCE + 1];
            Arrays.fill(many, "abc");
            assertEquals(200, follower.send(traced(5, many)).read().status());
        }
        Map<String, RunLog.Traced> traces = RunLog.read(run).traces();
        List<RunLog.Traced> requests = Stream.of(1, 2, 3, 4, 5)
                .map(number -> Objects.requireNonNull(traces.get(traceId(number))))
                .toList();
        assertEquals(
                List.of(
                        "cache=0 cache.coalesced=0 cache.hits=0 cache.misses=1",
                        "cache=2 cache.coalesced=2 cache.hits=0 cache.misses=0",
                        "cache=1 cache.coalesced=0 cache.hits=1 cache.misses=0",
                        "cache=0 cache.coalesced=0 cache.hits=1 cache.misses=1",
                        "cache=1 cache.coalesced=0 cache.hits=17 cache.misses=0"),
                requests.stream()
                        .map(request -> request.attributes().entrySet().stream()
                                .filter(attribute -> attribute.getKey().startsWith("cache"))
                                .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                                .collect(Collectors.joining(" ")))
                        .toList());
        String before = "http.read prepare.wait decode validate tokenize cache ";
        String after = " http.write";
        String computed = "queue batch.assemble forward postprocess encode.wait encode";
        assertEquals(
                List.of(
                        before + computed + after,
                        before + "coalesce.wait encode.wait encode" + after,
                        before + "encode" + after,
                        before + computed + after,
                        before + "encode.wait encode" + after),
                requests.stream()
                        .map(request -> String.join(" ", request.stages()))
                        .toList());
    }

    private static String traceId(int number) {
        return String.format("0123456789abcdef%016x", number);
    }

    private static String traced(int number, String... texts) {
        return request(texts).replace("Host:", "traceparent: 00-" + traceId(number) + "-00f067aa0ba902b7-01\r\nHost:");
    }

    @Test
    void variantsOfAModelShareNothing() throws Exception {
        FakeModel one = FakeModel.named("minilm", "1", "fp32", 0.5f);
        FakeModel other = FakeModel.named("minilm", "1", "int8", 1.5f);
        FakeModel alone = FakeModel.named("alone", "1", "fp32", 2.5f);
        ServerConfig config = ConfigLoader.parse(BOTH + "\nhttp: {port: 0}", "test");
        try (NarrowsServer server = NarrowsServer.start(
                        config,
                        List.of(
                                new LoadedModel.Texts(one, config, true),
                                new LoadedModel.Texts(other, config, true),
                                new LoadedModel.Texts(alone, config, false)),
                        Profiler.disabled(),
                        new ServerMetrics());
                RawClient client = new RawClient(server.port())) {
            for (int round = 0; round < 2; round++) {
                assertTrue(client.send(request("abc")).read().body().contains("[3.0,97.0,0.5]"));
                assertTrue(client.send(request("abc").replace("minilm/infer", "minilm@int8/infer"))
                        .read()
                        .body()
                        .contains("[3.0,97.0,1.5]"));
                assertTrue(client.send(request("abc").replace("minilm/infer", "alone/infer"))
                        .read()
                        .body()
                        .contains("[3.0,97.0,2.5]"));
            }
            assertEquals(2, alone.forwards().size(), "its answers are not to be kept");
            assertEquals(1, one.forwards().size());
            assertEquals(1, other.forwards().size());
            counted(server, 2, 0, 2);
        }
    }
}
