package io.narrows.analysis;

import io.narrows.analysis.statistics.Estimate;

/**
 * What one stage costs the measured traces. A request that waits for a batch's forward waits for all of it, so the wall time
 * of a batch stage counts in full for every member.
 *
 * @param name name of the stage
 * @param segment DATA, COMPUTE or SERVING
 * @param count number of timed executions, a batch execution once per member
 * @param p50Ms median over the traces that went through the stage, of the time that each spent in it
 * @param p99Ms 99th percentile of the same
 * @param meanMs mean over all measured traces, those without the stage counting as zero; the means of all stages and
 *     {@link Unaccounted#meanMs()} add up to the mean latency
 * @param shareOfMean part of the mean latency, 0 to 1, rounded so that all shares add up to exactly 1
 * @param shareOfP99 part of the mean latency of the traces in the tail band, rounded likewise
 * @param share part of the mean latency as measured, with its interval; not rounded
 * @param inBatch whether it ran inside a batch, once for all members
 */
public record StageStatistics(
        String name,
        String segment,
        long count,
        double p50Ms,
        double p99Ms,
        double meanMs,
        double shareOfMean,
        double shareOfP99,
        Estimate share,
        boolean inBatch) {}
