package io.narrows.analysis;

import io.narrows.analysis.statistics.Estimate;

/**
 * What one stage costs the measured traces. A request that waits for a batch's forward waits for all of it, so the wall time
 * of a batch stage counts in full for every member. Times are milliseconds; an estimate without an interval says that the
 * effective sample is too small for one.
 *
 * @param name name of the stage
 * @param segment DATA, COMPUTE or SERVING
 * @param waiting whether it is {@linkplain Waits a wait} and not work
 * @param count number of timed executions, a batch execution once per member
 * @param p50 median over the traces that went through the stage, of the time that each spent in it
 * @param p90 90th percentile of the same
 * @param p99 99th percentile of the same
 * @param p999 99.9th percentile of the same
 * @param mean mean over all measured traces, those without the stage counting as zero; the means of all stages and
 *     {@link Unaccounted#meanMs()} add up to the mean latency
 * @param shareOfMean part of the mean latency, 0 to 1, rounded so that all shares add up to exactly 1
 * @param shareOfP99 part of the mean latency of the traces in the tail band, rounded likewise
 * @param share part of the mean latency as measured, with its interval; not rounded
 * @param inBatch whether it ran inside a batch, once for all members
 * @param requests requests in the stage at once
 * @param executions executions of the stage at once, that of a batch once; how many workers it kept busy
 */
public record StageStatistics(
        String name,
        String segment,
        boolean waiting,
        long count,
        Estimate p50,
        Estimate p90,
        Estimate p99,
        Estimate p999,
        Estimate mean,
        double shareOfMean,
        double shareOfP99,
        Estimate share,
        boolean inBatch,
        Concurrency requests,
        Concurrency executions) {

    /** Median in milliseconds. */
    public double p50Ms() {
        return p50.value();
    }

    /** 99th percentile in milliseconds. */
    public double p99Ms() {
        return p99.value();
    }

    /** Mean in milliseconds. */
    public double meanMs() {
        return mean.value();
    }
}
