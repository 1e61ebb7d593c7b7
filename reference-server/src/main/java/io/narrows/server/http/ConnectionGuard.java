package io.narrows.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.net.impl.ShutdownEvent;

/**
 * Sits between the HTTP decoder and Vert.x, for the three things that Vert.x 5.0 has no setting for. Event loop only.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    /*
     * 1. It counts the requests that have arrived, pipelined ones that Vert.x still holds back included, so that a draining
     *    connection is not closed over a request that was received.
     * 2. It takes the event that HttpServer.shutdown() sends to each connection once the listening socket is closed. Vert.x
     *    would close idle connections at once and throw away what arrives on the others; Connection drains instead.
     * 3. It turns an unknown HTTP version into an invalid request, which is answered with a 4xx and a body; Vert.x would
     *    answer 501 with none.
     */
    private final Runnable onShutdown;
    private int received;

    ConnectionGuard(Runnable onShutdown) {
        this.onShutdown = onShutdown;
    }

    int received() {
        return received;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            received++;
            HttpVersion version = request.protocolVersion();
            boolean known = version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
            if (!known && request.decoderResult().isSuccess()) {
                ((HttpMessage) request).setProtocolVersion(HttpVersion.HTTP_1_1);
                request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(
                        "version is " + version + "; this server speaks HTTP/1.1 and 1.0")));
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof ShutdownEvent) {
            onShutdown.run();
        } else {
            super.userEventTriggered(context, event);
        }
    }
}
