package io.narrows.analysis;

import io.narrows.analysis.statistics.Estimate;
import java.util.List;

/**
 * Latency of the measured traces that ended without a failure, in milliseconds.
 *
 * @param mean arithmetic mean
 * @param p50 median
 * @param p90 90th percentile
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 * @param maxMs slowest
 * @param enoughForP99 about how many such requests a run must have for its p99 to have an interval
 * @param curve the distribution, from the fastest up to the percentile that the sample can still show
 */
public record LatencySummary(
        Estimate mean,
        Estimate p50,
        Estimate p90,
        Estimate p99,
        Estimate p999,
        double maxMs,
        long enoughForP99,
        List<CurvePoint> curve) {

    public LatencySummary {
        curve = List.copyOf(curve);
    }

    /**
     * One point of the distribution.
     *
     * @param percentile 0 to 100
     * @param ms latency at that percentile
     */
    public record CurvePoint(double percentile, double ms) {}
}
