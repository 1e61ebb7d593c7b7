package io.narrows.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.List;

/**
 * Sits between the HTTP decoder and Vert.x, for the four things that Vert.x 5.0 has no setting for. Event loop only.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
    /*
     * 1. It counts the requests that have arrived, pipelined ones that Vert.x still holds back included, so that a draining
     *    connection is not closed over a request that was received.
     * 2. It takes the event that HttpServer.shutdown() sends to each connection once the listening socket is closed. Vert.x
     *    would close idle connections at once and throw away what arrives on the others; Connection drains instead.
     * 3. It turns an unknown HTTP version into an invalid request, which is answered with a 4xx and a body; Vert.x would
     *    answer 501 with none.
     * 4. It does the same to a transfer coding that this server does not undo, and to any in HTTP/1.0: where such a body
     *    ends is anybody's guess, so what follows on the connection must not be read as a request (RFC 9112, 6.1 and 6.3).
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
            if (request.decoderResult().isSuccess()) {
                checkVersion(request);
                checkFraming(request);
            }
        }
        context.fireChannelRead(message);
    }

    private static void checkVersion(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            ((HttpMessage) request).setProtocolVersion(HttpVersion.HTTP_1_1);
            refuse(request, "version is " + version + "; this server speaks HTTP/1.1 and 1.0");
        }
    }

    private static void checkFraming(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()) {
            return;
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            refuse(request, "Transfer-Encoding is not for HTTP/1.0");
        } else if (codings.size() > 1 || !codings.get(0).strip().equalsIgnoreCase("chunked")) {
            refuse(
                    request,
                    "Transfer-Encoding is " + Heads.shown(String.join(", ", codings)) + "; it may be chunked alone");
        }
    }

    private static void refuse(HttpRequest request, String rule) {
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(rule)));
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
