/**
 * The HTTP side, on Vert.x: {@link io.narrows.server.http.HttpListener} owns the socket and the drain, {@link
 * io.narrows.server.http.Router} finds who answers, {@link io.narrows.server.http.ServedModels} what
 * model that is, {@link io.narrows.server.http.Intake} reads and decodes a request, {@link
 * io.narrows.server.http.InferHandler} takes one for texts through its stages and {@link
 * io.narrows.server.http.TensorHandler} one for tensors.
 *
 * <p>Threads: one event loop reads and writes and does nothing that takes long. Decoding and tokenizing run on the prepare
 * threads, the model on its workers, encoding on the encode threads. A request is handed from one to the next and is used
 * by one thread at a time.
 */
@NullMarked
package io.narrows.server.http;

import org.jspecify.annotations.NullMarked;
