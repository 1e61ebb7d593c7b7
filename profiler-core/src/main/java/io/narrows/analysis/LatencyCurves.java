package io.narrows.analysis;

import io.narrows.analysis.statistics.QuantileIntervals;
import io.narrows.analysis.statistics.SortedSample;
import java.util.ArrayList;
import java.util.List;

/** Latency summary of the traces of a run. */
final class LatencyCurves {

    private static final double[] PERCENTILES = {
        0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92, 94, 95, 96, 97, 98, 99, 99.2, 99.5, 99.7, 99.8, 99.9,
        99.95, 99.99
    };

    /** A percentile is drawn where at least this many traces are slower. */
    private static final int MIN_SLOWER = 3;

    private LatencyCurves() {}

    static LatencySummary summary(TraceGroup all) {
        QuantileIntervals quantiles = all.quantiles();
        SortedSample sample = quantiles.sample();
        List<LatencySummary.CurvePoint> curve = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            boolean known = sample.size() - 1 - sample.index(percentile / 100) >= MIN_SLOWER;
            if (percentile == 0 || known) {
                curve.add(new LatencySummary.CurvePoint(percentile, sample.quantile(percentile / 100) / 1e6));
            }
        }
        LatencyEstimates estimates = all.latency();
        return new LatencySummary(
                estimates.mean(),
                estimates.p50(),
                estimates.p90(),
                estimates.p99(),
                estimates.p999(),
                sample.max() / 1e6,
                quantiles.enough(0.99),
                curve);
    }
}
