package io.narrows.server.http;

import io.narrows.server.protocol.InferRequest;

/**
 * The way of a decoded request through one form of one model: it is held against the model, becomes work for the model's
 * workers, and its result becomes the answer. Thread-safe.
 */
public sealed interface Pipeline permits InferHandler, TensorHandler, LeftOutHandler {
    /**
     * Takes a request over, on a prepare thread, its trace in the stage of decoding. Either hands it on, or ends it, or
     * throws, and then the caller ends it.
     *
     * @throws io.narrows.server.protocol.ProtocolException when the request does not fit the model
     */
    void infer(InferCall call, InferRequest request);
}
