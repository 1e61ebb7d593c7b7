package io.narrows.analysis;

import java.util.Arrays;

/**
 * Quantiles of a series of latencies, with 95 % intervals that hold under the autocorrelation that queues make.
 *
 * <p>Thread-safe: holds no mutable state.
 */
public final class QuantileIntervals {

    /*
     * The fraction F of requests at or below the true p-quantile q is a mean of zeros and ones, so its uncertainty is that
     * of a mean: p (1 - p) tau / n, tau being the integrated autocorrelation time of "slower than q". The interval for q is
     * read off the order statistics at the two ends of the interval for F (Wilson's score interval with n / tau as the
     * sample size). With tau = 1 this is the interval for independent samples, which is what makes that one wrong here.
     *
     * tau at a high quantile rests on few excursions and is estimated too low in exactly those samples in which the tail is
     * underestimated as well; a gate on it would let pass just the runs that mislead. Excursions above a lower level are
     * more frequent and last at least as long, so tau at p is the largest over the levels up to p. A finite run also shows
     * too little of the slowest swings, so tau is multiplied by CAUTION, from p95 upward by TAIL_CAUTION.
     *
     * Resampling in blocks (moving block bootstrap) was measured on the same queues and covers less at p99, since a
     * resample never goes beyond the largest value seen: see the coverage test.
     */

    private static final double Z = 1.959964;
    private static final double[] LEVELS = {0.5, 0.75, 0.9, 0.95, 0.99};
    private static final double TAIL = 0.95;

    /** Factors on the autocorrelation time, below and from p95; measured on simulated queues. */
    private static final double CAUTION = 1.2;

    private static final double TAIL_CAUTION = 1.5;

    /** Effective observations needed in all, and on the rarer side of the quantile, for an interval to be given. */
    private static final double MIN_EFFECTIVE = 30;

    private static final double MIN_RARER = 6;
    private static final double MIN_RARER_IN_TAIL = 2.5;

    private final long[] sorted;
    private final double[] times = new double[LEVELS.length];

    private QuantileIntervals(long[] inTimeOrder) {
        sorted = inTimeOrder.clone();
        Arrays.sort(sorted);
        double longest = 1;
        for (int i = 0; i < LEVELS.length; i++) {
            longest = Math.max(longest, Autocorrelation.timeAbove(inTimeOrder, Quantiles.of(sorted, LEVELS[i])));
            times[i] = longest;
        }
    }

    /**
     * Prepares a series.
     *
     * @param latencies latencies in the order of their arrival; copied; at least one
     */
    public static QuantileIntervals of(long[] latencies) {
        if (latencies.length == 0) {
            throw new IllegalArgumentException("latencies must not be empty");
        }
        return new QuantileIntervals(latencies);
    }

    /** Quantile in the unit of the series, without an interval where the effective sample is too small for it. */
    public Estimate quantile(double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("p must lie between 0 and 1, got " + p);
        }
        int n = sorted.length;
        double value = Quantiles.of(sorted, p);
        double effective = n / time(p);
        double rarer = effective * Math.min(p, 1 - p);
        if (effective < MIN_EFFECTIVE || rarer < (p >= TAIL ? MIN_RARER_IN_TAIL : MIN_RARER)) {
            return Estimate.withoutInterval(value);
        }
        double z2 = Z * Z / effective;
        double centre = (p + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(p * (1 - p) / effective + z2 / (4 * effective));
        int low = (int) Math.floor((centre - half) * n);
        int high = (int) Math.ceil((centre + half) * n);
        if (low < 1 || high > n) {
            return Estimate.withoutInterval(value);
        }
        return new Estimate(value, (double) sorted[low - 1], (double) sorted[high - 1]);
    }

    /** Integrated autocorrelation time used at a quantile. */
    double time(double p) {
        int level = 0;
        while (level + 1 < LEVELS.length && LEVELS[level + 1] <= p + 1e-9) {
            level++;
        }
        return times[level] * (p >= TAIL ? TAIL_CAUTION : CAUTION);
    }

    /** Values in ascending order; not to be changed. */
    long[] sorted() {
        return sorted;
    }
}
