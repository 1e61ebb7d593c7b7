package io.narrows.server.http;

import io.narrows.server.protocol.InferRequest;

/**
 * In place of a variant that is left out: tells every request why. An immutable value.
 *
 * @param model name of the model
 * @param variant its variant
 * @param reason why it is left out, in one line
 */
record LeftOutHandler(String model, String variant, String reason) implements Pipeline {
    @Override
    public void infer(InferCall call, InferRequest request) {
        String message = "variant " + variant + " of model " + model + " is left out: " + reason;
        call.refuse(Reply.error(503, message), message);
    }
}
