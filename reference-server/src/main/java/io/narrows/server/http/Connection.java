package io.narrows.server.http;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * One connection of a client: how many requests came, how many were answered, and whether it is draining. Event loop only.
 *
 * <p>A draining connection answers every request that has arrived; the last of these answers says {@code Connection: close}
 * and is followed by the close. An idle one stays open a little longer, for a request that is already on its way.
 */
final class Connection {
    private final Vertx vertx;
    private final HttpConnection connection;
    private final ConnectionGuard guard;
    private final long lingerMs;
    private int answered;
    private boolean draining;

    /**
     * @param options the listener's
     * @param lingerMs how long it stays open when it is idle at the start of draining
     */
    Connection(Vertx vertx, HttpConnection connection, HttpServerOptions options, long lingerMs) {
        this.vertx = vertx;
        this.connection = connection;
        this.lingerMs = lingerMs;
        guard = new ConnectionGuard(this::drain);
        ChannelPipeline pipeline =
                ((HttpServerConnection) connection).channelHandlerContext().pipeline();
        pipeline.replace("httpDecoder", "httpDecoder", new StrictDecoder(options));
        pipeline.addAfter("httpDecoder", "guard", guard);
    }

    /** The listener is closed: finish what has come, then close. */
    void drain() {
        draining = true;
        if (lingerMs == 0) {
            closeIfIdle();
        } else {
            vertx.setTimer(lingerMs, timer -> closeIfIdle());
        }
    }

    /** Whether the response about to be written is the last one of a draining connection. */
    boolean closesAfterThis() {
        return draining && guard.received() <= answered + 1;
    }

    void answered() {
        answered++;
    }

    void close() {
        connection.close();
    }

    private void closeIfIdle() {
        if (guard.received() <= answered) {
            close();
        }
    }
}
