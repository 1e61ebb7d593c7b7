package io.narrows.server.http;

import io.narrows.server.batching.Admission;

/** What a client is told whose request does not get to the model. Each ends the call. Holds no state. */
final class Refusals {
    private Refusals() {}

    /** The model's queue did not take the request, or not for long. */
    static void refused(InferCall call, Admission admission) {
        switch (admission.verdict()) {
            case TAKEN -> throw new IllegalArgumentException("the queue has taken the request; it is not refused");
            case FULL -> busy(call, admission, "too many requests wait for the model; try again", "model queue full");
            case DISPLACED ->
                busy(
                        call,
                        admission,
                        "too many requests wait for the model, and one of a higher priority came; try again",
                        "displaced by a higher priority");
            case LATE ->
                busy(
                        call,
                        admission,
                        "the answer would take longer than batching.latency-goal allows; try again",
                        "latency goal out of reach");
            case EXPIRED -> expired(call);
            case CLOSED -> stopping(call);
        }
    }

    private static void busy(InferCall call, Admission admission, String message, String reason) {
        call.refuse(Reply.busy(message, admission.retryAfterS()), reason);
    }

    /** The time of the request was over before the model was free. */
    static void expired(InferCall call) {
        late(call, "the time of the request was over before the model was free");
    }

    /** The time of the request was over while it waited for what others compute. */
    static void expiredWaiting(InferCall call) {
        late(call, "the time of the request was over before a text was computed that another request has sent, too");
    }

    private static void late(InferCall call, String message) {
        call.refuse(Reply.error(504, message), "timeout");
    }

    /** The request left the model's queue without being computed. */
    static void skipped(InferCall call) {
        if (call.gone()) {
            call.lost();
        } else {
            stopping(call);
        }
    }

    private static void stopping(InferCall call) {
        call.refuse(Reply.busy("the server is stopping"), "the server is stopping");
    }
}
