package io.narrows.server.http;

import io.narrows.server.protocol.ProtocolException;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the head of an inference request must say before its body is worth reading. */
final class Heads {
    /* The body is JSON whatever the header says; the last two are what curl and browsers send when nobody tells them. */
    private static final Set<String> JSON_TYPES =
            Set.of("application/json", "application/x-www-form-urlencoded", "text/plain");

    private Heads() {}

    static void check(HttpServerRequest request) {
        binary(request);
        contentType(request.getHeader("Content-Type"));
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProtocolException(
                    415, "header Content-Encoding is " + shown(encoding) + "; a request is sent without compression");
        }
        String expect = request.getHeader("Expect");
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            throw new ProtocolException(417, "header Expect is " + shown(expect) + "; it may be 100-continue");
        }
    }

    private static void binary(HttpServerRequest request) {
        String length = request.getHeader("Inference-Header-Content-Length");
        if (length != null) {
            throw new ProtocolException(
                    400,
                    "header Inference-Header-Content-Length is " + shown(length)
                            + "; binary tensors are not supported");
        }
    }

    private static void contentType(@Nullable String header) {
        if (header == null) {
            return;
        }
        String[] parts = header.toLowerCase(Locale.ROOT).split(";", -1);
        String type = parts[0].strip();
        if (!JSON_TYPES.contains(type)) {
            throw new ProtocolException(
                    415, "header Content-Type is " + shown(header) + "; a request is application/json");
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replaceAll("[\\s\"]", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw new ProtocolException(415, "header Content-Type is " + shown(header) + "; its charset is utf-8");
            }
        }
    }

    /** A header's value in quotes, cut, printable. */
    static String shown(String value) {
        String cut = value.length() > 60 ? value.substring(0, 60) + "..." : value;
        return '"' + cut.replaceAll("[^\\x20-\\x7e]", "?") + '"';
    }
}
