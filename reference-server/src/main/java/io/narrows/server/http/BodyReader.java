package io.narrows.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the body of a request. Event loop only.
 *
 * <p>A body above the limit is thrown away while it comes and refused with 413 at its end, and the connection stays
 * usable. One above the discard limit too is refused at once and closes the connection.
 */
final class BodyReader {
    private final Exchange exchange;
    private final long maxBytes;
    private final Receiver receiver;
    private final List<Buffer> chunks = new ArrayList<>();
    private long length;
    private boolean done;

    /** Told once what became of the body. */
    interface Receiver {
        /** The body is complete. */
        void body(List<Buffer> chunks, int length);

        /** The body is refused. */
        void refused(Reply reply);

        /** The client went away before the body was complete. */
        void lost();
    }

    private BodyReader(Exchange exchange, long maxBytes, Receiver receiver) {
        this.exchange = exchange;
        this.maxBytes = maxBytes;
        this.receiver = receiver;
    }

    /** Starts reading; must be called while the request is being handed over by Vert.x. */
    static void read(Exchange exchange, long maxBytes, Receiver receiver) {
        new BodyReader(exchange, maxBytes, receiver).start();
    }

    private void start() {
        HttpServerRequest request = exchange.request();
        request.handler(this::chunk);
        request.endHandler(v -> end());
        request.exceptionHandler(e -> {
            if (!finish()) {
                return;
            }
            if (exchange.gone() || request.response().closed()) {
                receiver.lost();
            } else {
                receiver.refused(Reply.error(400, "body cannot be read: " + e.getMessage())
                        .thenClose());
                exchange.flush();
            }
        });
        long declared = declaredLength(request);
        boolean expects = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
        if (declared > exchange.maxDiscardBytes() || (expects && declared > maxBytes)) {
            finish();
            receiver.refused(tooLong("is " + declared + " bytes long").thenClose());
        } else if (expects) {
            exchange.sendContinue();
        }
    }

    private void chunk(Buffer chunk) {
        length += chunk.length();
        if (done) {
            exchange.discarded(length);
        } else if (length <= maxBytes) {
            chunks.add(chunk);
        } else {
            chunks.clear();
            if (length > exchange.maxDiscardBytes()) {
                finish();
                receiver.refused(tooLong("is longer than " + exchange.maxDiscardBytes() + " bytes")
                        .thenClose());
            }
        }
    }

    private void end() {
        exchange.bodyEnded();
        if (!finish()) {
            return;
        }
        if (length <= maxBytes) {
            receiver.body(chunks, (int) length);
        } else {
            receiver.refused(tooLong("is " + length + " bytes long"));
        }
    }

    private boolean finish() {
        boolean first = !done;
        done = true;
        return first;
    }

    private Reply tooLong(String what) {
        return Reply.error(413, "body " + what + "; it may have at most " + maxBytes + " bytes (http.max-body-bytes)");
    }

    private static long declaredLength(HttpServerRequest request) {
        String text = request.getHeader("Content-Length");
        try {
            return text == null ? -1 : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return -1; // the decoder has refused what is no number; this is one beyond 64 bits
        }
    }
}
