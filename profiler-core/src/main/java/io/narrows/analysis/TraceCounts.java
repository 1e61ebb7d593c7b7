package io.narrows.analysis;

/**
 * How many traces of which kind the log holds.
 *
 * <p>Where a load session is known, only its traces are measured; calibration, warm-up and golden requests are
 * {@code other}. Without a session every trace is measured.
 *
 * @param ok measured traces that ended without a failure; every latency and share is computed from these
 * @param failed measured traces that ended after a failure
 * @param abandoned measured traces that never ended
 * @param other traces outside the load session, of any outcome
 * @param recovered measured traces put together from the buffers of a killed process; counted in their outcome as well
 */
public record TraceCounts(long ok, long failed, long abandoned, long other, long recovered) {

    /** All measured traces. */
    public long measured() {
        return ok + failed + abandoned;
    }
}
