package io.narrows.analysis.accounting;

import java.util.List;

/**
 * What was in front of one slow request, and what stopped it.
 *
 * @param traceSerial serial of its trace
 * @param ahead the requests and batches in front of it, in order of time
 * @param pauses pauses of the JVM within it, in order of time
 */
public record SlowRequest(long traceSerial, List<Ahead> ahead, List<PauseOver> pauses) {

    public SlowRequest {
        ahead = List.copyOf(ahead);
        pauses = List.copyOf(pauses);
    }

    /**
     * One request or batch that was served while this one waited.
     *
     * @param waitingStage the stage that this one waited in; of a gap {@code after X}
     * @param blockingStage what took the most of the time of the one in front
     * @param blockingKind kind of the one in front; empty for a batch of several kinds
     * @param serial serial of its trace, or of its batch
     * @param batch whether it is a batch
     * @param startMs when it began to hold this one up, after this one's arrival
     * @param ms how long it did
     */
    public record Ahead(
            String waitingStage,
            String blockingStage,
            String blockingKind,
            long serial,
            boolean batch,
            double startMs,
            double ms) {}

    /**
     * One pause.
     *
     * @param type GC, SAFEPOINT, JIT or CLASS_LOADING
     * @param startMs when it began, after the arrival of the request; 0 where it had begun before
     * @param ms how long the request was in it
     * @param why the JVM's words; may be empty
     */
    public record PauseOver(CauseType type, double startMs, double ms, String why) {}
}
