/**
 * The HTTP side, on Vert.x: {@link io.narrows.server.http.HttpListener} owns the socket and the drain, {@link
 * io.narrows.server.http.Router} finds who answers, {@link io.narrows.server.http.InferHandler} takes a request through
 * its stages.
 *
 * <p>Threads: one event loop reads and writes and does nothing that takes long. Decoding and tokenizing run on the prepare
 * threads, the model on its workers, encoding on the encode threads. A request is handed from one to the next and is used
 * by one thread at a time.
 */
@NullMarked
package io.narrows.server.http;

import org.jspecify.annotations.NullMarked;
