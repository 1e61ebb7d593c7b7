/**
 * The Open Inference Protocol, version 2, over REST with JSON: bytes to requests, requests against a model, results to bytes.
 *
 * <p>Nothing here knows HTTP, Vert.x or the profiler. {@link io.narrows.server.protocol.RequestDecoder} reads,
 * {@link io.narrows.server.protocol.RequestValidator} holds what it read against a model of texts, {@link
 * io.narrows.server.protocol.TensorRequestValidator} against one of any tensors; {@link
 * io.narrows.server.protocol.ResponseEncoder} and {@link io.narrows.server.protocol.TensorResponseEncoder} write. Whatever a client sends, the only exception it can cause is a
 * {@link io.narrows.server.protocol.ProtocolException} with a 4xx status.
 */
@NullMarked
package io.narrows.server.protocol;

import org.jspecify.annotations.NullMarked;
