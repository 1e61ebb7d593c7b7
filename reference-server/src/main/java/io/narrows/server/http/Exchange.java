package io.narrows.server.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One request and its response on a connection. Everything is for the event loop except {@link #gone}, {@link #onGone},
 * {@link #onLoop}, {@link #answerSoon}, {@link #answerLater} and {@link #answer}, which are for any thread.
 *
 * <p>A response may be sent before the body of its request has come. The rest of the body is then read and thrown away, up
 * to a limit, so that the connection stays usable; a reply that is {@linkplain Reply#closing closing} ends the connection
 * once the client had a chance to read it.
 */
final class Exchange {
    /** How long a connection that is to be closed may go on sending a body that nobody wants. */
    private static final long LINGER_MS = 2000;

    /** How long the event loop stays awake for an answer that is being written. */
    private static final long MOST_AWAITED_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final boolean SEVERAL_PROCESSORS = Runtime.getRuntime().availableProcessors() > 1;

    private final long startNs = System.nanoTime();
    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest request;
    private final Connection connection;
    private final long maxDiscardBytes;
    private volatile boolean gone;
    private volatile boolean awaited;
    private Runnable onGone = () -> {};
    private boolean bodyEnded;
    private boolean answered;
    private boolean closing;
    private boolean continued;
    private long discarded;

    Exchange(Vertx vertx, HttpServerRequest request, Connection connection, long maxDiscardBytes) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.request = request;
        this.connection = connection;
        this.maxDiscardBytes = maxDiscardBytes;
        discardBody();
        request.response().closeHandler(v -> closed());
    }

    /** When the head had arrived, by {@link System#nanoTime()}. */
    long startNs() {
        return startNs;
    }

    HttpServerRequest request() {
        return request;
    }

    long maxDiscardBytes() {
        return maxDiscardBytes;
    }

    /** Whether the client has gone away. For any thread. */
    boolean gone() {
        return gone;
    }

    /** Runs something on the event loop when the client goes away, soon when it has; the last one that was asked for. For any thread. */
    void onGone(Runnable action) {
        onLoop(() -> {
            onGone = action;
            if (gone) {
                action.run();
            }
        });
    }

    private void closed() {
        gone = true;
        onGone.run();
    }

    /** Runs something on the event loop of this exchange, at once when already there. For any thread. */
    void onLoop(Runnable action) {
        if (Vertx.currentContext() == context) {
            action.run();
        } else {
            context.runOnContext(v -> action.run());
        }
    }

    /**
     * An answer follows within a fraction of a millisecond. To wake a sleeping thread takes longer than to write a short answer,
     * so the event loop is woken while that is written, and does not go to sleep again before it comes, or for too long. For any
     * thread; it costs the loop that time, so for answers that come one at a time, and not where there is one processor for all.
     */
    void answerSoon() {
        if (!SEVERAL_PROCESSORS) {
            return;
        }
        awaited = true;
        context.runOnContext(v -> {
            long untilNs = System.nanoTime() + MOST_AWAITED_NS;
            while (awaited && System.nanoTime() < untilNs) {
                Thread.onSpinWait();
            }
        });
    }

    /** The answer takes longer than {@link #answerSoon} said. For any thread. */
    void answerLater() {
        awaited = false;
    }

    /** Sends the response from any thread. */
    void answer(Reply reply, Consumer<Boolean> done) {
        onLoop(() -> send(reply, done));
        awaited = false;
    }

    /** Reads the body and throws it away; the default until a {@link BodyReader} takes over. */
    private void discardBody() {
        request.handler(chunk -> {
            discarded += chunk.length();
            discarded(discarded);
        });
        request.endHandler(v -> bodyEnded());
        request.exceptionHandler(e -> connection.close());
    }

    /** So many bytes of the body came, and nobody wants them. */
    void discarded(long bytes) {
        if (bytes > maxDiscardBytes && !closing) {
            connection.close();
        }
    }

    void bodyEnded() {
        bodyEnded = true;
        if (closing && answered) {
            connection.close();
        }
    }

    /** Puts on the wire now what was written; Vert.x is about to close the connection without waiting. */
    void flush() {
        ((HttpServerConnection) request.connection()).channelHandlerContext().flush();
    }

    void send(Reply reply) {
        send(reply, written -> {});
    }

    /**
     * Sends the response.
     *
     * @param done told whether all of it was handed to the system
     */
    void send(Reply reply, Consumer<Boolean> done) {
        HttpServerResponse response = request.response();
        if (answered || gone || response.closed()) {
            done.accept(false);
            return;
        }
        answered = true;
        // An unanswered "Expect: 100-continue" leaves open whether the body will come: the framing is lost.
        boolean bodyUnsure = !bodyEnded && request.headers().contains("Expect") && !continued;
        closing = reply.closing() || bodyUnsure || connection.closesAfterThis();
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        if (closing) {
            response.putHeader("Connection", "close");
        }
        response.putHeader("Content-Length", String.valueOf(reply.body().length()));
        boolean head = request.method().equals(HttpMethod.HEAD);
        var ended = head ? response.end() : response.end(reply.body());
        ended.onComplete(result -> {
            connection.answered();
            done.accept(result.succeeded());
            afterResponse();
        });
    }

    /** Tells a client that waits for it to send its body. */
    void sendContinue() {
        continued = true;
        request.response().writeContinue();
    }

    private void afterResponse() {
        if (!closing) {
            return;
        }
        if (bodyEnded) {
            connection.close();
        } else {
            // Closing at once would reset the connection under the response while the client still sends.
            vertx.setTimer(LINGER_MS, timer -> connection.close());
        }
    }
}
