package io.narrows.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenCheckOptions;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenNoise;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSample;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTensor;
import io.narrows.golden.HttpGoldenModel;
import io.narrows.golden.NoiseOptions;
import io.narrows.profiler.Profiler;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The golden set of the default model, asked through a real server: every text survives JSON, HTTP and the batcher. */
class GoldenHttpIT {

    /**
     * With a cache and coalescing, whatever is asked in whatever company gives the bits of its first answer: no row of another
     * text, no answer half written, nothing recomputed.
     */
    @Test
    void answersFromTheCacheHaveTheBitsOfTheFirstAnswerInEveryWayOfAsking() throws Exception {
        ServerConfig config = ServerConfig.defaults()
                .with(Keys.HTTP_PORT, "0")
                .with(Keys.CACHING_MAX_BYTES, "4MiB")
                .with(Keys.CACHING_COALESCING, "true");
        GoldenSet all = BuiltInSet.read();
        GoldenSet some = new GoldenSet(
                all.model(),
                all.modelHash(),
                all.engine(),
                all.recorded(),
                all.tolerance(),
                all.samples().subList(0, 24));
        try (TextModel model = Models.open(EngineOptions.PYTORCH);
                Profiler profiler = Profiler.disabled();
                NarrowsServer server = NarrowsServer.start(config, model, profiler);
                HttpGoldenModel served = new HttpGoldenModel(URI.create(server.url()), TextModels.MINILM)) {
            NoiseOptions ways = NoiseOptions.defaults().maxBatch(4).clients(3);
            GoldenResult result =
                    GoldenCheck.run(some, served, GoldenCheckOptions.defaults().noise(ways), GoldenListener.NONE);
            assertTrue(result.passed(), result.toJson());
            GoldenNoise noise = result.noise();
            assertNotNull(noise);
            assertTrue(noise.invariant(), result.toJson());
            assertEquals(
                    "by 3 clients at a time, alone",
                    noise.ways().get(noise.ways().size() - 1).name());
        }
    }

    @Test
    void allSamplesAgreeThroughTheServer() throws Exception {
        try (TextModel model = Models.open(EngineOptions.PYTORCH);
                Profiler profiler = Profiler.disabled();
                NarrowsServer server =
                        NarrowsServer.start(ServerConfig.defaults().with(Keys.HTTP_PORT, "0"), model, profiler);
                HttpGoldenModel served = new HttpGoldenModel(URI.create(server.url()), TextModels.MINILM)) {
            assertEquals(MiniLm.ONNX_SHA256, served.modelHash());
            assertTrue(served.engine().startsWith("PyTorch "), served.engine());
            GoldenResult result = GoldenCheck.run(BuiltInSet.read(), served, GoldenListener.NONE);
            assertTrue(result.passed(), result.toJson());
            assertEquals(64, result.compared());
            assertEquals(64, result.batched());
            assertTrue(result.maxAbs() <= 1e-5 && result.minCosine() >= 0.99999, result.toJson());
            System.out.println(
                    "golden: through HTTP, max abs " + result.maxAbs() + ", smallest cosine " + result.minCosine());
        }
    }

    @Test
    void allSamplesAgreeFromTheCacheAndForSeveralThatAskTheSameAtOnce() throws Exception {
        String yaml = "{http: {port: 0}, caching: {max-bytes: 16MiB, coalescing: true}}";
        int clients = 4;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try (TextModel model = Models.open(EngineOptions.PYTORCH);
                NarrowsServer server =
                        NarrowsServer.start(ConfigLoader.parse(yaml, "test"), model, Profiler.disabled())) {
            List<Future<GoldenResult>> checks = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                checks.add(threads.submit(() -> check(server)));
            }
            for (Future<GoldenResult> check : checks) {
                GoldenResult result = check.get();
                assertTrue(result.passed(), result.toJson());
                assertEquals(64, result.compared());
                assertEquals(64, result.batched());
                // Who asks gets what the first was answered, to the last bit.
                assertEquals(checks.get(0).get().maxAbs(), result.maxAbs());
            }
            assertTrue(check(server).passed());
            Set<List<Long>> distinct = new HashSet<>();
            for (GoldenSample sample : BuiltInSet.read().samples()) {
                for (String text : ((GoldenTensor.Texts) sample.inputs().get(0)).values()) {
                    distinct.add(Arrays.stream(model.encode(text).ids()).boxed().toList());
                }
            }
            String computed = "narrows_cache_texts_total{outcome=\"miss\"} " + distinct.size() + ".0";
            String metrics = metrics(server);
            assertTrue(metrics.contains(computed), computed + " is not in\n" + metrics);
        }
        threads.shutdown();
    }

    private static GoldenResult check(NarrowsServer server) throws Exception {
        try (HttpGoldenModel served = new HttpGoldenModel(URI.create(server.url()), TextModels.MINILM)) {
            return GoldenCheck.run(BuiltInSet.read(), served, GoldenListener.NONE);
        }
    }

    private static String metrics(NarrowsServer server) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            return client.send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n")
                    .read()
                    .body();
        }
    }
}
