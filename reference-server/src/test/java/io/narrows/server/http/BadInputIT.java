package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import io.narrows.server.testing.RealServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every case of {@code conformance/bad-input.yaml}, all on one connection to a server with the real model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class BadInputIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RealServer server = new RealServer("http: {port: 0, max-body-bytes: 64KiB, max-discard-bytes: 1MiB}");
    private final RawClient client;

    BadInputIT() throws IOException {
        client = new RawClient(server.port());
    }

    /** A case, by the names of the file. */
    record Case(Map<?, ?> fields) {
        String text(String field, String otherwise) {
            Object value = fields.get(field);
            return value == null ? otherwise : value.toString();
        }

        byte[] body() {
            if (fields.containsKey("hex")) {
                return HexFormat.of().parseHex(text("hex", "").replace(" ", ""));
            }
            if (fields.containsKey("repeat")) {
                return RawClient.body("x".repeat(Integer.parseInt(text("repeat", ""))))
                        .getBytes(StandardCharsets.UTF_8);
            }
            return text("body", "").getBytes(StandardCharsets.UTF_8);
        }

        byte[] request() {
            byte[] body = body();
            StringBuilder head = new StringBuilder(text("method", "POST"))
                    .append(' ')
                    .append(text("path", "/v2/models/minilm/infer"))
                    .append(" HTTP/1.1\r\nHost: test\r\n");
            if (fields.get("headers") instanceof Map<?, ?> headers) {
                headers.forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
            }
            boolean withBody = fields.containsKey("body") || fields.containsKey("hex") || fields.containsKey("repeat");
            if (withBody) {
                head.append("Content-Type: ")
                        .append(text("type", "application/json"))
                        .append("\r\n");
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(body);
            return request.toByteArray();
        }

        @Override
        public String toString() {
            return text("name", "?");
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(BadInputIT.class.getResourceAsStream("/conformance/bad-input.yaml"))) {
            List<?> cases = (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            return cases.stream().map(fields -> new Case((Map<?, ?>) fields)).toList();
        }
    }

    @BeforeAll
    void theConnectionWorks() throws IOException {
        stillUsable();
    }

    @AfterAll
    void close() throws IOException {
        client.close();
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isRefusedInWordsAndTheConnectionStaysUsable(Case wrong) throws IOException {
        Response response = client.send(wrong.request()).read();
        assertEquals(Integer.parseInt(wrong.text("status", "")), response.status(), response.body());
        assertEquals("application/json", response.headers().get("content-type"));
        JsonNode json = JSON.readTree(response.body());
        assertEquals(1, json.size());
        String message = json.get("error").textValue();
        for (Object word : (List<?>) Objects.requireNonNull(wrong.fields().get("says"))) {
            assertTrue(message.contains(word.toString()), "\"" + word + "\" is not in: " + message);
        }
        assertTrue(message.length() < 400 && !message.contains("\n"), message);
        assertFalse(message.contains("io.narrows") || message.contains("Exception"), message);
        if (wrong.fields().containsKey("allow")) {
            assertEquals(wrong.text("allow", ""), response.headers().get("allow"));
        }
        assertFalse(response.closes());
        stillUsable();
    }

    private void stillUsable() throws IOException {
        Response response = client.sendInfer("still there").read();
        assertEquals(200, response.status(), response.body());
        assertTrue(response.body().contains("\"id\":\"still there\""));
    }
}
