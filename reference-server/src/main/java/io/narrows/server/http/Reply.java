package io.narrows.server.http;

import io.narrows.server.protocol.Documents;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response, ready to be written.
 *
 * @param status HTTP status
 * @param body its body
 * @param headers headers beside {@code Content-Length} and {@code Connection}
 * @param closing whether the connection cannot be used after it
 */
record Reply(int status, Buffer body, Map<String, String> headers, boolean closing) {
    private static final String JSON = "application/json";

    static Reply json(int status, String body) {
        return new Reply(status, Buffer.buffer(body), Map.of("Content-Type", JSON), false);
    }

    static Reply json(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return new Reply(200, Buffer.buffer(bytes), Map.of("Content-Type", JSON), false);
    }

    static Reply text(String contentType, String body) {
        return new Reply(200, Buffer.buffer(body), Map.of("Content-Type", contentType), false);
    }

    static Reply error(int status, String message) {
        return json(status, Documents.error(message));
    }

    /** The server has more to do than it may hold. */
    static Reply busy(String message) {
        return busy(message, 1);
    }

    /** The same, and may have room after some seconds. */
    static Reply busy(String message, long retryAfterS) {
        return error(503, message).with("Retry-After", String.valueOf(retryAfterS));
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, body, more, closing);
    }

    Reply thenClose() {
        return new Reply(status, body, headers, true);
    }
}
