package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import io.narrows.server.testing.RealServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol and HTTP itself, byte by byte, against a server with the real model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class ProtocolIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOST = " HTTP/1.1\r\nHost: t\r\n";

    private final RealServer server = new RealServer("http: {port: 0, max-body-bytes: 64KiB, max-discard-bytes: 1MiB}");

    @AfterAll
    void close() {
        server.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2/health/live           | {\"live\":true}",
                "/v2/health/ready          | {\"ready\":true}",
                "/v2/health/ready/         | {\"ready\":true}",
                "/v2/models/minilm/ready   | {\"name\":\"minilm\",\"ready\":true}",
                "/v2/models/minilm/versions/1/ready | {\"name\":\"minilm\",\"ready\":true}",
                "/v2/models/%6Dinilm/ready?x=1 | {\"name\":\"minilm\",\"ready\":true}"
            })
    void health(String path, String body) throws IOException {
        try (RawClient client = client()) {
            Response get = client.send("GET " + path + HOST + "\r\n").read();
            assertEquals(200, get.status());
            assertEquals(body, get.body());
            Response head = client.send("HEAD " + path + HOST + "\r\n").readHead();
            assertEquals(200, head.status());
            assertEquals(get.headers().get("content-length"), head.headers().get("content-length"));
            assertEquals(200, client.sendInfer("after").read().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"/v2", "/v2/"})
    void serverMetadata(String path) throws IOException {
        try (RawClient client = client()) {
            JsonNode json = JSON.readTree(
                    client.send("GET " + path + HOST + "\r\n").read().body());
            assertEquals("narrows", json.get("name").textValue());
            assertTrue(json.get("version").isTextual());
            assertTrue(json.get("extensions").isArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"/v2/models/minilm", "/v2/models/minilm/versions/1"})
    void modelMetadata(String path) throws IOException {
        try (RawClient client = client()) {
            JsonNode json = JSON.readTree(
                    client.send("GET " + path + HOST + "\r\n").read().body());
            assertEquals("minilm", json.get("name").textValue());
            assertEquals("[\"1\"]", json.get("versions").toString());
            assertEquals("pytorch_torchscript", json.get("platform").textValue());
            assertEquals(
                    "[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[-1]}]",
                    json.get("inputs").toString());
            assertEquals(
                    "[{\"name\":\"embedding\",\"datatype\":\"FP32\",\"shape\":[-1,384]}]",
                    json.get("outputs").toString());
            assertTrue(json.get("properties").isObject());
        }
    }

    @Test
    void inferReturnsOneUnitVectorATextAndEchoesTheId() throws IOException {
        try (RawClient client = client()) {
            String body =
                    "{\"id\":\"\\u00e9\\\"7\",\"inputs\":[{\"name\":\"text\",\"shape\":[2],\"datatype\":\"BYTES\","
                            + "\"data\":[\"a cat\",\"\"]}],\"outputs\":[{\"name\":\"embedding\"}]}";
            Response response = client.send(RawClient.post(body)).read();
            assertEquals(200, response.status(), response.body());
            JsonNode json = JSON.readTree(response.body());
            assertEquals("\u00e9\"7", json.get("id").textValue());
            assertEquals("minilm", json.get("model_name").textValue());
            assertEquals("1", json.get("model_version").textValue());
            assertEquals("{\"variant\":\"fp32\"}", json.get("parameters").toString());
            JsonNode output = json.at("/outputs/0");
            assertEquals("embedding", output.get("name").textValue());
            assertEquals("FP32", output.get("datatype").textValue());
            assertEquals("[2,384]", output.get("shape").toString());
            assertEquals(768, output.get("data").size());
            for (int row = 0; row < 2; row++) {
                double squares = 0;
                for (int i = 0; i < 384; i++) {
                    squares += Math.pow(output.at("/data/" + (row * 384 + i)).doubleValue(), 2);
                }
                assertEquals(1, squares, 1e-5);
            }
        }
    }

    @Test
    void aBodyMayComeInChunksAndInPieces() throws IOException {
        try (RawClient client = client()) {
            String body = RawClient.body("chunked");
            client.send("POST /v2/models/minilm/infer" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
            for (char c : body.toCharArray()) {
                client.send("1\r\n" + c + "\r\n");
            }
            assertEquals(200, client.send("0\r\n\r\n").read().status());
            for (char c : RawClient.infer("in pieces").toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertEquals(200, client.read().status());
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderErrorsIncluded() throws IOException {
        try (RawClient client = client()) {
            client.send(RawClient.infer("one")
                    + RawClient.post("{")
                    + "GET /nowhere" + HOST + "\r\n"
                    + RawClient.infer("x".repeat(70_000))
                    + "DELETE /v2" + HOST + "Content-Length: 3\r\n\r\nabc"
                    + RawClient.infer("two"));
            assertTrue(client.read().body().contains("\"id\":\"one\""));
            assertEquals(400, client.read().status());
            assertEquals(404, client.read().status());
            assertEquals(413, client.read().status());
            assertEquals(405, client.read().status());
            assertTrue(client.read().body().contains("\"id\":\"two\""));
        }
    }

    @Test
    void expectContinueIsAnsweredBeforeTheBody() throws IOException {
        try (RawClient client = client()) {
            String request = RawClient.infer("patient", "Expect: 100-continue");
            int body = request.indexOf("\r\n\r\n") + 4;
            assertEquals(100, client.send(request.substring(0, body)).read().status());
            assertEquals(200, client.send(request.substring(body)).read().status());
        }
    }

    @Test
    void expectContinueForTooMuchIsRefusedWithoutTheBodyAndCloses() throws IOException {
        try (RawClient client = client()) {
            String request = RawClient.infer("x".repeat(70_000), "Expect: 100-continue");
            Response response = client.send(request.substring(0, request.indexOf("\r\n\r\n") + 4))
                    .read();
            assertEquals(413, response.status());
            assertTrue(response.closes());
        }
    }

    @Test
    void anotherExpectationIs417() throws IOException {
        try (RawClient client = client()) {
            Response response = client.sendInfer("a", "Expect: the-unexpected").read();
            assertEquals(417, response.status());
        }
    }

    @Test
    void aTooLongChunkedBodyIs413AndTheConnectionGoesOn() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /v2/models/minilm/infer" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                client.send("4000\r\n" + "x".repeat(0x4000) + "\r\n");
            }
            Response response = client.send("0\r\n\r\n").read();
            assertEquals(413, response.status());
            assertFalse(response.closes());
            assertEquals(200, client.sendInfer("after").read().status());
        }
    }

    @Test
    void aBodyAboveTheDiscardLimitIs413AtOnceAndCloses() throws IOException {
        try (RawClient client = client()) {
            Response response = client.send(
                            "POST /v2/models/minilm/infer" + HOST + "Content-Length: 99999999\r\n\r\nxxx")
                    .read();
            assertEquals(413, response.status());
            assertTrue(response.closes());
            assertTrue(client.closedByServer());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GARBAGE\\r\\n\\r\\n | 400",
                "GET /v2 HTTP/9.9\\r\\nHost: t\\r\\n\\r\\n | 400",
                "GET /v2 HTTP/1.1\\r\\nHost: t\\r\\nno colon\\r\\n\\r\\n | 400",
                "POST /v2/models/minilm/infer HTTP/1.1\\r\\nHost: t\\r\\nContent-Length: x\\r\\n\\r\\n | 400",
                "POST /v2/models/minilm/infer HTTP/1.1\\r\\nHost: t\\r\\nContent-Length: -1\\r\\n\\r\\n | 400",
                "POST /v2/models/minilm/infer HTTP/1.1\\r\\nHost: t\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n | 400",
                "GET /LONG HTTP/1.1\\r\\nHost: t\\r\\n\\r\\n | 414",
                "GET /v2 HTTP/1.1\\r\\nHost: t\\r\\nX: LONG\\r\\n\\r\\n | 431"
            })
    void brokenFramingIsAnsweredAndCloses(String request, int status) throws IOException {
        try (RawClient client = client()) {
            Response response = client.send(
                            request.replace("\\r", "\r").replace("\\n", "\n").replace("LONG", "x".repeat(20_000)))
                    .read();
            assertEquals(status, response.status());
            assertTrue(response.body().startsWith("{\"error\":\""), response.body());
            assertTrue(response.closes());
            assertTrue(client.closedByServer());
        }
    }

    @Test
    void http10ClosesUnlessAskedToKeepAlive() throws IOException {
        try (RawClient client = client()) {
            Response kept = client.send("GET /v2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    .read();
            assertEquals(200, kept.status());
            Response last = client.send("GET /v2 HTTP/1.0\r\n\r\n").read();
            assertEquals(200, last.status());
            assertTrue(client.closedByServer());
        }
    }

    @Test
    void aRequestWithoutHostIsRefused() throws IOException {
        try (RawClient client = client()) {
            Response response = client.send("GET /v2 HTTP/1.1\r\n\r\n").read();
            assertEquals(400, response.status());
            assertTrue(response.body().contains("Host is missing"));
            assertEquals(200, client.sendInfer("after").read().status());
        }
    }

    @Test
    void connectionCloseIsHonoured() throws IOException {
        try (RawClient client = client()) {
            Response response = client.sendInfer("last", "Connection: close").read();
            assertEquals(200, response.status());
            assertTrue(response.closes());
            assertTrue(client.closedByServer());
        }
    }

    @Test
    void metricsAreInPrometheusForm() throws IOException {
        try (RawClient client = client()) {
            client.sendInfer("counted").read();
            Response response = client.send("GET /metrics" + HOST + "\r\n").read();
            assertTrue(response.headers().get("content-type").startsWith("text/plain; version=0.0.4"));
            for (String name : "narrows_infer_seconds_count narrows_batch_size_count narrows_tokens_total"
                    .concat(" narrows_queue_waiting narrows_requests_in_flight narrows_requests_total")
                    .split(" ")) {
                assertTrue(response.body().contains("\n" + name), name);
            }
        }
    }
}
