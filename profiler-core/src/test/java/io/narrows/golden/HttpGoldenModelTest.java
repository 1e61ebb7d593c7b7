package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers well, and against one that misbehaves in every way that was thought of. */
class HttpGoldenModelTest {
    private static final String METADATA = """
            {"name":"hand","versions":["1"],"platform":"x_y","inputs":[],"outputs":[],
             "properties":{"modelHash":"%s","engine":"Hand","engineVersion":"2.0"}}""".formatted("a".repeat(64));

    private final GoldenSet set = HandMadeModel.set("a", "", "\u0000\ud83c\udf0a\u202e", "long text".repeat(50));
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private URI url;
    private volatile Function<byte[], Reply> answering = body -> new Reply(200, honest(body));

    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Reply(int status, byte[] body) {
        static Reply of(int status, String body) {
            return new Reply(status, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v2/models/hand", exchange -> reply(exchange, body -> Reply.of(200, METADATA)));
        server.createContext("/v2/models/bare", exchange -> reply(exchange, body -> Reply.of(200, "{}")));
        server.createContext(
                "/v2/models/gone", exchange -> reply(exchange, body -> Reply.of(404, "{\"error\":\"no such model\"}")));
        server.createContext("/v2/models/hand/infer", exchange -> reply(exchange, body -> answering.apply(body)));
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void honestServerPasses() {
        try (HttpGoldenModel model = new HttpGoldenModel(url, "hand")) {
            assertEquals("a".repeat(64), model.modelHash());
            assertEquals("Hand 2.0", model.engine());
            GoldenResult result = GoldenCheck.run(set, model, GoldenListener.NONE);
            assertTrue(result.passed(), result.toJson());
            assertEquals(0.0, result.maxAbs(), "floats survive JSON bit by bit");
            assertEquals(4, result.batched());
        }
    }

    @Test
    void addressMayEndInASlash() {
        try (HttpGoldenModel model = new HttpGoldenModel(URI.create(url + "/"), "hand")) {
            assertEquals("hand", model.name());
        }
    }

    @Test
    void serverWithoutPropertiesIsAccepted() {
        try (HttpGoldenModel model = new HttpGoldenModel(url, "bare")) {
            assertEquals("", model.modelHash());
        }
    }

    @Test
    void nestedDataIsRead() {
        answering = body -> Reply.of(
                200,
                "{\"outputs\":[{\"name\":\"embedding\",\"datatype\":\"FP32\",\"shape\":[1,4],\"data\":[[1,2.5,-0.0,1e-7]]}]}");
        GoldenTensor.Floats floats = (GoldenTensor.Floats)
                model().infer(set.samples().get(0).inputs()).get(0);
        assertEquals(List.of(1f, 2.5f, -0f, 1e-7f), boxed(floats.values()));
    }

    @Test
    void errorOfTheServerIsNamedWithStatusAndBody() {
        answering = body -> Reply.of(500, "{\"error\":\"broken\\u001b\"}\nand more");
        GoldenException e = assertThrows(
                GoldenException.class, () -> model().infer(set.samples().get(0).inputs()));
        assertEquals(
                url + "/v2/models/hand/infer answered status 500 with body "
                        + "\"{\\\"error\\\":\\\"broken\\\\u001b\\\"}\\nand more\"; status 200 is needed",
                e.getMessage());
        assertFalse(e.isUnavailable());
    }

    @Test
    void oneSampleThatTheServerRefusesFailsAlone() {
        answering = body -> texts(body).contains("") ? Reply.of(400, "no empty text") : new Reply(200, honest(body));
        GoldenResult result =
                GoldenCheck.run(set, model(), GoldenCheckOptions.defaults().batches(false), GoldenListener.NONE);
        assertEquals(1, result.failed());
        assertEquals("s1", result.failures().get(0).sample());
        assertTrue(result.failures().get(0).line().contains("answered status 400 with body \"no empty text\""));
    }

    @Test
    void garbageIsNotAnAnswer() {
        assertRefused("<html>busy</html>", "is not valid JSON at line 1, column 1: Unexpected character");
        assertRefused("", "is empty; it must be a JSON object");
        assertRefused("[]", "is an array of 0; it must be a JSON object");
        assertRefused("{}", "field outputs is missing; it is required");
        assertRefused("{\"outputs\":{}}", "field outputs is an object; it must be an array");
        assertRefused("{\"outputs\":[7]}", "outputs[0] is 7; it must be an object");
        assertRefused("{\"outputs\":[]}{", "is not valid JSON");
        assertRefused(
                output("\"FP16\"", "[1]", "[1]"),
                "field outputs[0].datatype is \"FP16\"; golden tensors are BYTES, FP32, FP64, BOOL, UINT8, ");
        assertRefused(output("\"BOOL\"", "[1]", "[1]"), "field outputs[0].data[0] is 1; it must be true or false");
        assertRefused(
                output("\"UINT8\"", "[2]", "[1,256]"),
                "field outputs[0].data[1] is 256; it must be a whole number from 0 to 255");
        assertRefused(
                output("\"INT64\"", "[1]", "[1.5]"), "field outputs[0].data[0] is 1.5; it must be a whole number");
        assertRefused(output("\"FP32\"", "[1]", "[\"1\"]"), "field outputs[0].data[0] is \"1\"; it must be a number");
        assertRefused(output("\"FP32\"", "[1]", "[null]"), "field outputs[0].data[0] is null; it must be a number");
        assertRefused(output("\"BYTES\"", "[1]", "[1]"), "field outputs[0].data[0] is 1; it must be a string");
        assertRefused(output("\"FP32\"", "[-1]", "[1]"), "field outputs[0].shape[0] is -1; it must be an integer");
    }

    @Test
    void wrongShapeAndNanAreFailuresOfTheSample() {
        answering = body -> Reply.of(200, output("\"FP32\"", "[4,1]", "[1,0,0,0]"));
        assertEquals(
                GoldenDeviation.Metric.SHAPE,
                GoldenCheck.run(set, model(), GoldenListener.NONE)
                        .failures()
                        .get(0)
                        .metric());
        answering = body -> Reply.of(200, output("\"FP32\"", "[1,4]", "[NaN,0,0,0]"));
        assertEquals(
                GoldenDeviation.Metric.NON_FINITE,
                GoldenCheck.run(set, model(), GoldenListener.NONE)
                        .failures()
                        .get(0)
                        .metric());
    }

    @Test
    void unknownModelIsNamedAtOpening() {
        GoldenException e = assertThrows(GoldenException.class, () -> new HttpGoldenModel(url, "gone"));
        assertTrue(e.getMessage().startsWith(url + "/v2/models/gone answered status 404 with body"), e.getMessage());
        assertTrue(e.isUnavailable());
    }

    @Test
    void silentServerIsGivenUpAfterThreeSamples() {
        AtomicInteger asked = new AtomicInteger();
        answering = body -> {
            asked.incrementAndGet();
            await();
            return Reply.of(200, "{}");
        };
        HttpGoldenModel model = new HttpGoldenModel(url, "hand", Duration.ofMillis(200));
        GoldenException e = assertThrows(GoldenException.class, () -> GoldenCheck.run(set, model, GoldenListener.NONE));
        assertEquals(
                "sample 's2': " + url + "/v2/models/hand/infer did not answer within 200 ms, 3 times in a row",
                e.getMessage());
        assertEquals(3, asked.get());
    }

    @Test
    void bodyThatNeverEndsIsBoundedToo() {
        server.removeContext("/v2/models/hand/infer");
        server.createContext("/v2/models/hand/infer", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
            exchange.close();
        });
        HttpGoldenModel model = new HttpGoldenModel(url, "hand", Duration.ofMillis(200));
        GoldenException e = assertThrows(
                GoldenException.class, () -> model.infer(set.samples().get(0).inputs()));
        assertTrue(e.getMessage().endsWith("did not answer within 200 ms"), e.getMessage());
    }

    @Test
    void connectionThatIsCutMakesTheServerUnavailable() {
        server.removeContext("/v2/models/hand/infer");
        server.createContext("/v2/models/hand/infer", HttpExchange::close);
        GoldenException e =
                assertThrows(GoldenException.class, () -> GoldenCheck.run(set, model(), GoldenListener.NONE));
        assertTrue(e.isUnavailable());
        assertTrue(
                e.getMessage().startsWith("sample 's0': " + url + "/v2/models/hand/infer cannot be reached"),
                e.getMessage());
    }

    @Test
    void serverThatIsNotThereIsNamed() {
        server.stop(0);
        GoldenException e = assertThrows(GoldenException.class, () -> new HttpGoldenModel(url, "hand"));
        assertTrue(e.getMessage().startsWith(url + "/v2/models/hand cannot be reached"), e.getMessage());
        assertTrue(e.isUnavailable());
    }

    @Test
    void addressThatIsNotHttpIsRefused() {
        for (String wrong : List.of("ftp://host", "localhost:8000", "http:/x", "/path")) {
            GoldenException e =
                    assertThrows(GoldenException.class, () -> new HttpGoldenModel(URI.create(wrong), "hand"));
            assertEquals("server address is \"" + wrong + "\"; it must be like http://HOST:PORT", e.getMessage());
        }
    }

    private HttpGoldenModel model() {
        return new HttpGoldenModel(url, "hand");
    }

    private void assertRefused(String answer, String message) {
        answering = body -> Reply.of(200, answer);
        GoldenException e = assertThrows(
                GoldenException.class, () -> model().infer(set.samples().get(0).inputs()));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
        assertFalse(e.isUnavailable());
    }

    private static String output(String datatype, String shape, String data) {
        return "{\"outputs\":[{\"name\":\"embedding\",\"datatype\":%s,\"shape\":%s,\"data\":%s}]}"
                .formatted(datatype, shape, data);
    }

    private void await() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reply(HttpExchange exchange, Function<byte[], Reply> answering) throws IOException {
        Reply reply = answering.apply(exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        if (reply.body().length > 0) {
            exchange.getResponseBody().write(reply.body());
        }
        exchange.close();
    }

    private static List<String> texts(byte[] body) {
        try {
            List<String> texts = new ArrayList<>();
            JsonNode input = Fields.MAPPER.readTree(body).path("inputs").path(0);
            assertEquals("text", input.path("name").asText());
            assertEquals("BYTES", input.path("datatype").asText());
            input.path("data").forEach(text -> texts.add(text.asText()));
            assertEquals(texts.size(), input.path("shape").path(0).asInt());
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] honest(byte[] body) {
        List<String> texts = texts(body);
        GoldenTensor.Floats floats = (GoldenTensor.Floats)
                HandMadeModel.embed(List.of(new GoldenTensor.Texts("text", List.of((long) texts.size()), texts)))
                        .get(0);
        ObjectNode root = Fields.MAPPER.createObjectNode().put("model_name", "hand");
        ObjectNode output = root.putArray("outputs").addObject();
        output.put("name", "embedding").put("datatype", "FP32");
        floats.shape().forEach(output.putArray("shape")::add);
        boxed(floats.values()).forEach(output.putArray("data")::add);
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<Float> boxed(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
