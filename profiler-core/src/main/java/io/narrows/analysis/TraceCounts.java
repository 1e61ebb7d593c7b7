package io.narrows.analysis;

/**
 * How many requests of which kind were recorded. Where traces were sampled, a kept one counts as often as its weight says,
 * so that these are estimates.
 *
 * <p>Where a load session is known, only its traces are measured; calibration, warm-up and golden requests are
 * {@code other}. Without a session every trace is measured.
 *
 * @param ok measured traces that ended without a failure; every latency and share is computed from these
 * @param failed measured traces that ended after a failure
 * @param abandoned measured traces that never ended
 * @param other traces outside the load session, of any outcome
 * @param recovered measured traces put together from the buffers of a killed process; counted in their outcome as well
 * @param kept measured traces that the log holds whole, each counted once
 * @param context measured traces kept only for being around a slow one; they count in no estimate and in no other number here
 * @param sampled whether a measured trace stands for several requests
 */
public record TraceCounts(
        long ok, long failed, long abandoned, long other, long recovered, long kept, long context, boolean sampled) {

    /** All measured requests. */
    public long measured() {
        return ok + failed + abandoned;
    }
}
