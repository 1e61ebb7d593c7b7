package io.narrows.experiment;

/**
 * One request of the load and what became of it. Times are ns of {@link System#nanoTime}.
 *
 * @param scheduledNs when it was to arrive
 * @param sentNs when its sending began; equal to {@code doneNs} where it was never sent
 * @param doneNs when its response was there, or when it failed
 * @param outcome how it ended
 * @param status HTTP status, or 0 where there was none
 * @param traceIdHigh first 64 bits of its trace id
 * @param traceIdLow last 64 bits of its trace id
 * @param waited whether it found no free connection when it was due
 */
public record Exchange(
        long scheduledNs,
        long sentNs,
        long doneNs,
        Outcome outcome,
        int status,
        long traceIdHigh,
        long traceIdLow,
        boolean waited) {

    /** Latency as a user sees it: from the scheduled arrival. */
    public long latencyNs() {
        return doneNs - scheduledNs;
    }

    /** Latency that leaves the wait for a connection out; the lower the more a stalled server hides. */
    public long uncorrectedNs() {
        return doneNs - sentNs;
    }

    /** Whether a whole response with status 200 came back. */
    public boolean answered() {
        return outcome == Outcome.ANSWERED;
    }
}
