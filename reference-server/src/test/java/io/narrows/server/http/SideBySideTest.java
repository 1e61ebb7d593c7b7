package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.LoadedModel;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel;
import io.narrows.server.testing.FakeModel;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import io.narrows.server.testing.RunLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several models, versions and variants behind one server. */
@Timeout(60)
class SideBySideTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NarrowsServer server = start(List.of(
            FakeModel.named("minilm", "1", "fp32", 0.5f),
            FakeModel.named("minilm", "1", "int8", 1.5f),
            FakeModel.named("other", "9", "default", 2.5f),
            FakeModel.named("other", "10", "default", 3.5f)));
    private final RawClient client;

    SideBySideTest() throws IOException {
        client = new RawClient(server.port());
    }

    private static NarrowsServer start(List<TextModel> models) {
        return start(models, Profiler.disabled());
    }

    private static NarrowsServer start(List<TextModel> models, Profiler profiler) {
        ServerConfig config = ConfigLoader.parse("http: {port: 0}", "test");
        List<LoadedModel> loaded = new ArrayList<>();
        models.forEach(model -> loaded.add(new LoadedModel.Texts(model, config, true)));
        return NarrowsServer.start(config, loaded, profiler, new ServerMetrics());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private Response post(String path, String parameters) throws IOException {
        String body = RawClient.body("a").replace("{\"id\"", "{\"parameters\":" + parameters + ",\"id\"");
        return client.send(RawClient.post(body).replace("/v2/models/minilm/infer", path))
                .read();
    }

    private JsonNode get(String path) throws IOException {
        Response response =
                client.send("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n").read();
        assertEquals(200, response.status(), response.body());
        return JSON.readTree(response.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2/models/minilm/infer            | {}                  | 0.5 | fp32",
                "/v2/models/minilm/infer            | {\"variant\":\"fp32\"} | 0.5 | fp32",
                "/v2/models/minilm/infer            | {\"variant\":\"int8\"} | 1.5 | int8",
                "/v2/models/minilm/versions/1/infer | {\"variant\":\"int8\"} | 1.5 | int8",
                "/v2/models/minilm@int8/infer       | {}                  | 1.5 | int8",
                "/v2/models/minilm@int8/infer       | {\"variant\":\"int8\"} | 1.5 | int8",
                "/v2/models/other/infer             | {}                  | 3.5 | default",
                "/v2/models/other/versions/9/infer  | {}                  | 2.5 | default"
            })
    void aRequestChoosesNameVersionAndVariant(String path, String parameters, double mark, String variant)
            throws IOException {
        Response response = post(path, parameters);
        assertEquals(200, response.status(), response.body());
        assertEquals(
                mark, JSON.readTree(response.body()).at("/outputs/0/data/2").doubleValue());
        assertEquals(
                "{\"variant\":\"" + variant + "\"}",
                JSON.readTree(response.body()).get("parameters").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2/models/minilm/infer | {\"variant\":\"int4\"} | 400 |"
                        + " parameters.variant is \\\"int4\\\"; of model minilm there are fp32, int8",
                "/v2/models/minilm/infer | {\"variant\":8} | 400 |"
                        + " parameters.variant is 8; of model minilm there are fp32, int8",
                "/v2/models/minilm@int8/infer | {\"variant\":\"fp32\"} | 400 |"
                        + " parameters.variant is \\\"fp32\\\"; of model minilm there is int8",
                "/v2/models/bert/infer | {} | 404 |"
                        + " model \\\"bert\\\" is unknown; there are minilm, minilm@fp32, minilm@int8, other",
                "/v2/models/other/versions/11/infer | {} | 404 |"
                        + " version \\\"11\\\" of model other is unknown; there are 9, 10",
                "/v2/models/minilm@int8/versions/2/infer | {} | 404 |"
                        + " version \\\"2\\\" of model minilm@int8 is unknown; there is 1"
            })
    void whatIsNotServedIsNamedBesideWhatIs(String path, String parameters, int status, String says)
            throws IOException {
        Response response = post(path, parameters);
        assertEquals(status, response.status());
        assertEquals("{\"error\":\"" + says + "\"}", response.body());
    }

    @Test
    void metadataSayWhichVariantsAndVersionsThereAre() throws IOException {
        assertEquals(
                "fp32,int8", get("/v2/models/minilm").at("/properties/variants").textValue());
        JsonNode variant = get("/v2/models/minilm@int8");
        assertEquals("minilm@int8", variant.get("name").textValue());
        assertEquals("int8", variant.at("/properties/variant").textValue());
        assertEquals("[\"9\",\"10\"]", get("/v2/models/other").get("versions").toString());
        assertTrue(get("/v2/models/minilm@int8/ready").get("ready").booleanValue());
    }

    @Test
    void theIndexListsAll() throws IOException {
        for (String body : new String[] {"", "{}", "{\"ready\":true}"}) {
            Response response = client.send("POST /v2/repository/index HTTP/1.1\r\nHost: t\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .read();
            assertEquals(
                    "[minilm 1 READY, minilm@fp32 1 READY, minilm@int8 1 READY, other 9 READY, other 10 READY]",
                    JSON.readTree(response.body()).findParents("state").stream()
                            .map(row -> row.get("name").textValue() + " "
                                    + row.get("version").textValue() + " "
                                    + row.get("state").textValue())
                            .toList()
                            .toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ready\":1} | ready is 1; it must be true or false",
                "{\"Ready\":true} | Ready is no field of the protocol here; there is ready",
                "[] | body is an array; it must be an object"
            })
    void anIndexRequestThatMakesNoSenseIs400(String body, String says) throws IOException {
        Response response = client.send("POST /v2/repository/index HTTP/1.1\r\nHost: t\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .read();
        assertEquals(400, response.status());
        assertEquals("{\"error\":\"" + says + "\"}", response.body());
    }

    @Test
    void eachIsCountedByItself() throws Exception {
        post("/v2/models/minilm/infer", "{}");
        post("/v2/models/minilm/infer", "{\"variant\":\"int8\"}");
        post("/v2/models/minilm@int8/infer", "{}");
        post("/v2/models/minilm/infer", "{\"variant\":\"int4\"}");
        String metrics =
                client.send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n").read().body();
        for (String line : new String[] {
            "narrows_model_requests_total{model=\"minilm\",status=\"200\",variant=\"fp32\",version=\"1\"} 1.0",
            "narrows_model_requests_total{model=\"minilm\",status=\"400\",variant=\"fp32\",version=\"1\"} 1.0",
            "narrows_model_requests_total{model=\"minilm\",status=\"200\",variant=\"int8\",version=\"1\"} 2.0",
            "narrows_model_infer_seconds_count{model=\"minilm\",variant=\"int8\",version=\"1\"} 2",
            "narrows_model_waiting{model=\"other\",variant=\"default\",version=\"10\"} 0.0",
            "narrows_queue_waiting{queue=\"model\"} 0.0"
        }) {
            assertTrue(metrics.contains(line + "\n"), line + " is not in\n" + metrics);
        }
    }

    @Test
    void oneTextSentToTwoVariantsIsNoDuplicate(@TempDir Path folder) throws Exception {
        Path run = folder.resolve("run");
        try (Profiler profiler =
                        Profiler.open(ProfilerConfig.builder(run).budget(1).build());
                NarrowsServer profiled = start(
                        List.of(
                                FakeModel.named("minilm", "1", "fp32", 0.5f),
                                FakeModel.named("minilm", "1", "int8", 1.5f)),
                        profiler);
                RawClient asking = new RawClient(profiled.port())) {
            for (String name : new String[] {"minilm", "minilm", "minilm@int8"}) {
                asking.send(RawClient.post(RawClient.body("a")).replace("/models/minilm/", "/models/" + name + "/"))
                        .read();
            }
        }
        Map<Long, Integer> times = new HashMap<>();
        RunLog.read(run)
                .traces()
                .values()
                .forEach(trace ->
                        times.merge(Objects.requireNonNull(trace.attributes().get("input.hash")), 1, Integer::sum));
        assertEquals(List.of(1, 2), times.values().stream().sorted().toList());
    }

    @Test
    void aVariantThatIsLeftOutIsTold() throws IOException {
        ServerConfig config = ConfigLoader.parse("http: {port: 0}", "test");
        String why = "golden check failed: 3 of 64 samples do not agree";
        List<LoadedModel> models = List.of(
                new LoadedModel.Texts(FakeModel.named("m", "1", "fp32", 1), config, true),
                new LoadedModel.LeftOut(FakeModel.named("m", "1", "int8", 2).info(), config, why));
        try (NarrowsServer one = NarrowsServer.start(config, models, Profiler.disabled(), new ServerMetrics());
                RawClient of = new RawClient(one.port())) {
            String head = " HTTP/1.1\r\nHost: t\r\n";
            for (String asked : new String[] {"m@int8|{}", "m|{\"variant\":\"int8\"}"}) {
                String[] parts = asked.split("\\|", -1);
                String body = RawClient.body("a").replace("{\"id\"", "{\"parameters\":" + parts[1] + ",\"id\"");
                Response refused = of.send(RawClient.post(body).replace("/models/minilm/", "/models/" + parts[0] + "/"))
                        .read();
                assertEquals(503, refused.status());
                assertEquals("{\"error\":\"variant int8 of model m is left out: " + why + "\"}", refused.body());
            }
            String fp32 = RawClient.post(RawClient.body("a")).replace("/models/minilm/", "/models/m@fp32/");
            assertEquals(200, of.send(fp32).read().status(), "the name of the one that is left stays");
            Response notReady =
                    of.send("GET /v2/models/m@int8/ready" + head + "\r\n").read();
            assertEquals("503 {\"name\":\"m@int8\",\"ready\":false}", notReady.status() + " " + notReady.body());
            assertEquals(
                    200,
                    of.send("GET /v2/models/m/ready" + head + "\r\n").read().status());
            assertEquals(
                    "[{\"name\":\"m\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"},"
                            + "{\"name\":\"m@fp32\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"},"
                            + "{\"name\":\"m@int8\",\"version\":\"1\",\"state\":\"UNAVAILABLE\",\"reason\":\"" + why
                            + "\"}]",
                    of.send("POST /v2/repository/index" + head + "Content-Length: 0\r\n\r\n")
                            .read()
                            .body());
            assertFalse(of.send("POST /v2/repository/index" + head + "Content-Length: 14\r\n\r\n{\"ready\":true}")
                    .read()
                    .body()
                    .contains("m@int8"));
            JsonNode metadata = JSON.readTree(
                    of.send("GET /v2/models/m" + head + "\r\n").read().body());
            assertEquals("fp32", metadata.at("/properties/variants").textValue());
        }
    }

    @Test
    void theDefaultFormCannotBeLeftOut() {
        ServerConfig config = ConfigLoader.parse("http: {port: 0}", "test");
        List<LoadedModel> models = List.of(
                new LoadedModel.LeftOut(FakeModel.named("m", "1", "int8", 2).info(), config, "it is wrong"));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> NarrowsServer.start(config, models, Profiler.disabled(), new ServerMetrics()));
        assertEquals("variant int8 of model m version 1 is the default one, which cannot be left out", e.getMessage());
    }

    @Test
    void theSameVariantTwiceIsRefused() {
        List<TextModel> twice = List.of(FakeModel.named("m", "1", "fp32", 1), FakeModel.named("m", "1", "fp32", 2));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> start(twice));
        assertEquals("variant \"fp32\" of model m version 1 is to be served twice", e.getMessage());
    }

    @Test
    void twoVersionsOfOneNumberAreRefused() {
        List<TextModel> twice = List.of(FakeModel.named("m", "1", "fp32", 1), FakeModel.named("m", "01", "int8", 2));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> start(twice));
        assertEquals("model m is to be served in versions 1 and 01, which are one number", e.getMessage());
    }

    @Test
    void aVersionThatIsNoNumberIsRefused() {
        List<TextModel> models = List.of(FakeModel.named("m", "1.0", "fp32", 1));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> start(models));
        assertEquals("version \"1.0\" of model m is no whole number", e.getMessage());
    }

    /** A server that kept a thread would keep its process, and nobody could close it. */
    @Test
    void aServerThatDoesNotStartLeavesNoThread() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<TextModel> models = List.of(FakeModel.running(), new WithoutRunner());
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> start(models));
        assertEquals("there is no memory for a runner", e.getMessage());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && !thread.isDaemon()) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
                assertFalse(thread.isAlive(), thread + " is left");
            }
        }
    }

    /** A model that can be described but not run. */
    private static final class WithoutRunner implements TextModel {
        private final FakeModel model = FakeModel.named("unrunnable", "1", "fp32", 1);

        @Override
        public ModelInfo info() {
            return model.info();
        }

        @Override
        public Tokens encode(String text) {
            return model.encode(text);
        }

        @Override
        public Runner newRunner() {
            throw new IllegalStateException("there is no memory for a runner");
        }

        @Override
        public void close() {}
    }

    @Test
    void aClientIsToldTheQueueWithoutItsName(@TempDir Path directory) throws IOException {
        try (Profiler profiler = Profiler.open(ProfilerConfig.builder(directory.resolve("run"))
                        .breakdowns(true)
                        .build());
                NarrowsServer two = start(
                        List.of(FakeModel.named("m", "1", "fp32", 1), FakeModel.named("m", "1", "int8", 2)), profiler);
                RawClient of = new RawClient(two.port())) {
            String body = RawClient.body("a").replace("{\"id\"", "{\"parameters\":{\"narrows_timing\":true},\"id\"");
            for (String name : List.of("m@fp32", "m@int8")) {
                Response response = of.send(
                                RawClient.post(body).replace("/v2/models/minilm/", "/v2/models/" + name + "/"))
                        .read();
                assertEquals(200, response.status(), response.body());
                List<String> queues = new ArrayList<>();
                JSON.readTree(response.body()).get("parameters").fieldNames().forEachRemaining(field -> {
                    if (field.startsWith("narrows_queue")) {
                        queues.add(field);
                    }
                });
                assertEquals(List.of("narrows_queue_ns"), queues, response.body());
                assertEquals(
                        name.substring(2),
                        JSON.readTree(response.body()).at("/parameters/variant").textValue());
                String header = String.valueOf(response.headers().get("server-timing"));
                assertTrue(header.contains(", queue;dur="), header);
            }
        }
    }

    @Test
    void eachFormWaitsInAStageOfItsOwn() {
        assertEquals(
                List.of(
                        "queue",
                        "queue.minilm@int8",
                        "queue.other/9",
                        "queue.other/10",
                        "queue.other.9",
                        "queue.minilm.int8"),
                QueueStages.names(List.of(
                        FakeModel.named("minilm", "1", "fp32", 1).info(),
                        FakeModel.named("minilm", "1", "int8", 1).info(),
                        FakeModel.named("other", "9", "default", 1).info(),
                        FakeModel.named("other", "10", "default", 1).info(),
                        FakeModel.named("other.9", "1", "default", 1).info(),
                        FakeModel.named("minilm.int8", "1", "default", 1).info())));
    }
}
