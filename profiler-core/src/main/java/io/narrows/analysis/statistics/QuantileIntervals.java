package io.narrows.analysis.statistics;

import org.jspecify.annotations.Nullable;

/**
 * Quantiles of a series of latencies, with 95 % intervals that hold under the autocorrelation that queues make and under
 * sampling with weights.
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
     * underestimated as well; a gate on it would let pass just the runs that mislead. So it is also read off the middle,
     * where it is known well. In a busy queue, whatever its arrivals and services, the waiting moves like a Brownian motion
     * that is reflected at zero [3]. For that, tau of "slower than the p-quantile" is a constant times
     *
     *     r(p) = 1 + q ln(q) / (1 - q),  q = 1 - p
     *
     * (the Dirichlet form of the solution of Poisson's equation for the indicator): 0.31 at the median, 0.95 at p99, a
     * ratio of 3.1, which simulated queues show too. The excess of tau over 1 is the larger of what was measured at the
     * levels up to p, and of what those up to p90 say by this law. Without memory both are 0, and the interval is that for
     * independent samples. The excess is raised by CAUTION, by what a run that is short against the memory cannot show of
     * it, and, for the width alone, by the uncertainty of tau itself where the rarer side holds few effective observations.
     *
     * With weights [1] the order statistics are those of the weighted sample, n is the number W of requests it stands for,
     * and tau is joined by what the sampling adds: the sampling variance of F, sum w (w - 1) (1[x <= q] - p)^2 / W^2,
     * in units of p (1 - p) / W. (Kish's effective size [2] is the case in which the weights have nothing to do with the
     * values; here slow requests have weight 1, and the tail is known far better than that.) tau itself is that of all
     * requests: the variance that the weighted series shows, less the sampling's part of it.
     *
     * Resampling in blocks (moving block bootstrap) was measured on the same queues and covers less at p99, since a
     * resample never goes beyond the largest value seen: see the coverage test.
     *
     * 1. Woodruff, Confidence intervals for medians and other position measures (1952)
     * 2. Kish, Survey Sampling (1965)
     * 3. Kingman, The single server queue in heavy traffic (1961); Whitt, Stochastic-Process Limits (2002), chapter 5
     */

    private static final double Z = 1.959964;
    private static final double[] LEVELS = {0.5, 0.75, 0.9, 0.95, 0.99};
    /** The levels from the first on at which tau is known well. */
    private static final int WELL_KNOWN = 3;

    /** Factor on the excess of tau over 1. */
    private static final double CAUTION = 1.1;

    /** How much more memory there is than a run shows, in units of the memory as part of the run. */
    private static final double UNSEEN = 40;

    /** By how much the excess of tau is raised for the width, as part of it and per effective observation on the rarer side. */
    private static final double UNCERTAIN = 4;

    /** Effective observations needed in all, and on the rarer side of the quantile, for an interval to be given. */
    private static final double MIN_EFFECTIVE = 40;

    private static final double MIN_RARER = 4;

    private final SortedSample sample;

    /** Largest excess of tau over 1 that was measured up to each level. */
    private final double[] excesses = new double[LEVELS.length];

    /** The constant that the well-known levels give for a busy queue. */
    private final double queueing;

    private QuantileIntervals(long[] inTimeOrder, double @Nullable [] weights) {
        sample = SortedSample.of(inTimeOrder, weights);
        double longest = 0;
        double constant = 0;
        for (int i = 0; i < LEVELS.length; i++) {
            long level = sample.quantile(LEVELS[i]);
            double time = weights == null
                    ? Autocorrelation.timeAbove(inTimeOrder, level)
                    : WeightedSeries.timeAbove(inTimeOrder, weights, level);
            longest = Math.max(longest, time - 1);
            excesses[i] = longest;
            if (i < WELL_KNOWN) {
                constant = Math.max(constant, (time - 1) / queueing(LEVELS[i]));
            }
        }
        queueing = constant;
    }

    /**
     * Prepares a series.
     *
     * @param latencies latencies in the order of their arrival; copied; at least one
     */
    public static QuantileIntervals of(long[] latencies) {
        return of(latencies, null);
    }

    /**
     * Prepares a sampled series.
     *
     * @param latencies latencies in the order of their arrival; copied; at least one
     * @param weights how many requests each stands for, above 0; null where all stand for one
     */
    public static QuantileIntervals of(long[] latencies, double @Nullable [] weights) {
        if (latencies.length == 0) {
            throw new IllegalArgumentException("latencies must not be empty");
        }
        return new QuantileIntervals(latencies, weights);
    }

    /** Quantile in the unit of the series, without an interval where the effective sample is too small for it. */
    public Estimate quantile(double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("p must lie between 0 and 1, got " + p);
        }
        double n = sample.weight();
        double value = sample.quantile(p);
        double excess = excess(p);
        double sampling = sampling(p);
        double shown = n / (1 + excess + sampling);
        double rarer = shown * Math.min(p, 1 - p);
        if (shown < MIN_EFFECTIVE || rarer < MIN_RARER) {
            return Estimate.withoutInterval(value);
        }
        double effective = n / (1 + excess * (1 + UNCERTAIN / rarer) + sampling);
        double z2 = Z * Z / effective;
        double centre = (p + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(p * (1 - p) / effective + z2 / (4 * effective));
        int low = sample.atMost((centre - half) * n);
        double high = (centre + half) * n;
        if (low < 0 || high > n) {
            return Estimate.withoutInterval(value);
        }
        return new Estimate(value, (double) sample.value(low), (double) sample.value(sample.atLeast(high)));
    }

    /**
     * How many requests such a series must have, if its memory and its sampling stay the same, for a quantile to be given an
     * interval. Rounded up; a rough guide where the series is much shorter, since memory is seen only in a long one.
     */
    public long enough(double p) {
        double needed = Math.max(MIN_EFFECTIVE, MIN_RARER / Math.min(p, 1 - p));
        double excess = CAUTION * measuredExcess(p);
        // n / (1 + sampling + excess (1 + UNSEEN (1 + excess) / n)) = needed, solved for n.
        double linear = needed * (1 + excess + sampling(p));
        double constant = needed * UNSEEN * excess * (1 + excess);
        return (long) Math.ceil((linear + Math.sqrt(linear * linear + 4 * constant)) / 2);
    }

    /** Integrated autocorrelation time used at a quantile. */
    public double time(double p) {
        return 1 + excess(p);
    }

    private double excess(double p) {
        return raised(measuredExcess(p), sample.weight()) - 1;
    }

    private double measuredExcess(double p) {
        int level = 0;
        while (level + 1 < LEVELS.length && LEVELS[level + 1] <= p + 1e-9) {
            level++;
        }
        return Math.max(excesses[level], queueing * queueing(p));
    }

    /** Autocorrelation time to reckon with, from the measured excess over 1 in a series of n. */
    static double raised(double measuredExcess, double n) {
        double excess = CAUTION * measuredExcess;
        return 1 + excess * (1 + UNSEEN * (1 + excess) / n);
    }

    /** How tau at a quantile goes with the quantile in a busy queue, up to a constant: r(p). */
    private static double queueing(double p) {
        double q = 1 - p;
        return 1 + q * Math.log(q) / p;
    }

    /** Variance that the sampling adds at a quantile, in units of that of as many independent requests; 0 without weights. */
    private double sampling(double p) {
        if (sample.weight() == sample.size()) {
            return 0;
        }
        int at = sample.index(p);
        double sum = 0;
        double before = 0;
        for (int i = 0; i < sample.size(); i++) {
            double upTo = sample.weightUpTo(i);
            double weight = upTo - before;
            before = upTo;
            double deviation = i <= at ? 1 - p : p;
            sum += weight * (weight - 1) * deviation * deviation;
        }
        return Math.max(0, sum) / (sample.weight() * p * (1 - p));
    }

    /** The values in ascending order, with their weights. */
    public SortedSample sample() {
        return sample;
    }
}
