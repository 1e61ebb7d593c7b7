package io.narrows.server.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Vert.x's decoder, except that a request with both {@code Content-Length} and {@code Transfer-Encoding} is invalid. Vert.x
 * drops the length and goes on; a proxy in front that believes the length would then see other requests on the connection
 * than the server does (RFC 9112, 6.3 and 11.2).
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
    StrictDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        super.handleTransferEncodingChunkedWithContentLength(message);
        message.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(
                "it has both Content-Length and Transfer-Encoding; one of them says where its body ends")));
    }
}
