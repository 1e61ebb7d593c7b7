package io.narrows.analysis.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * 95 % intervals for ratios of sums over a time-ordered series, such as a mean or a stage's share of it.
 *
 * <p>Deterministic: the seed is fixed. Not thread-safe.
 */
public final class BlockBootstrap {

    /*
     * Circular moving block bootstrap [1]: the series is put together anew from blocks of neighbouring observations, so that
     * what belongs together stays together. Block length (n tau^2)^(1/3), tau being the integrated autocorrelation time
     * [2]: long against the memory of the queue, short against the run. Sums over a block come from prefix sums, so one
     * resample costs as many steps as there are blocks. A long series is cut into longer blocks, MAX_BLOCKS at most, that
     * begin at every group of some observations only, so that its prefix sums fit into a near cache.
     *
     * Where a run is short against its memory, blocks hold too little of the slow swings and the intervals are too narrow;
     * simulated queues were covered in 75 to 90 % of runs. They are stretched about the estimate by what the quantiles'
     * variance is raised by for the same reason (see QuantileIntervals), which leaves independent series as they are.
     *
     * 1. Politis and Romano, A circular block-resampling procedure for stationary data (1992)
     * 2. Buehlmann and Kuensch, Block length selection in the bootstrap for time series (1999): the rate n^(1/3)
     */

    private static final int RESAMPLES = 1_000;
    private static final long SEED = 0x6e6172726f7773L;

    private static final int MAX_BLOCKS = 2_000;
    private static final int MAX_GROUPS = 16_384;

    /** Effective observations needed for an interval to be given, the excess of tau over 1 being counted so many times. */
    private static final double MIN_EFFECTIVE = 10;

    private static final double TIMES_EXCESS = 3;

    private final int n;
    private final int perGroup;
    private final int groups;

    /** In groups. */
    private final int blockLength;

    private final int blocks;
    private final boolean enough;
    private final double stretch;

    /** For series of n observations with a memory of some of them. */
    public BlockBootstrap(int n, double autocorrelationTime) {
        this(n, autocorrelationTime, n);
    }

    /** With fewer observations that count, where they have weights. */
    public BlockBootstrap(int n, double autocorrelationTime, double effective) {
        this.n = n;
        double length = Math.max(Math.cbrt(n * autocorrelationTime * autocorrelationTime), (double) n / MAX_BLOCKS);
        length = Math.max(1, Math.min(Math.ceil(length), Math.max(1, n / 4)));
        this.perGroup = Math.max(1, (n + MAX_GROUPS - 1) / MAX_GROUPS);
        this.groups = (n + perGroup - 1) / perGroup;
        this.blockLength = (int) Math.ceil(length / perGroup);
        this.blocks = groups == 0 ? 0 : (groups + blockLength - 1) / blockLength;
        this.enough = enough(effective, autocorrelationTime);
        this.stretch = stretch(n, autocorrelationTime);
    }

    /** Whether so many effective observations, with a memory of some of them, are enough for an interval. */
    public static boolean enough(double effective, double autocorrelationTime) {
        return effective / (1 + TIMES_EXCESS * (autocorrelationTime - 1)) >= MIN_EFFECTIVE;
    }

    /** Factor on intervals that come from n observations with a memory of some of them, 1 or more. */
    public static double stretch(int n, double autocorrelationTime) {
        return n == 0 ? 1 : Math.sqrt(QuantileIntervals.raised(autocorrelationTime - 1, n) / autocorrelationTime);
    }

    /** Prefix sums of a series: element i is the sum of the first i values. */
    public static double[] prefix(double[] series) {
        double[] sums = new double[series.length + 1];
        for (int i = 0; i < series.length; i++) {
            sums[i + 1] = sums[i] + series[i];
        }
        return sums;
    }

    /** Sum of one series divided by the sum of another, both given as prefix sums over the same n observations. */
    public Estimate ratio(double[] numerator, double[] denominator) {
        double below = denominator[n];
        double value = below == 0 ? 0 : numerator[n] / below;
        if (!enough || below == 0) {
            return Estimate.withoutInterval(value);
        }
        return resampled(value, grouped(numerator), grouped(denominator));
    }

    /** Sums of a series over its first groups, in the form that {@link #ratioOfSums} takes. */
    public double[] sums(double[] series) {
        double[] sums = new double[groups + 1];
        double sum = 0;
        for (int group = 0; group < groups; group++) {
            int end = Math.min(n, (group + 1) * perGroup);
            for (int i = group * perGroup; i < end; i++) {
                sum += series[i];
            }
            sums[group + 1] = sum;
        }
        return sums;
    }

    /** As {@link #ratio}, of series given as {@link #sums} of them. */
    public Estimate ratioOfSums(double[] numerator, double[] denominator) {
        double below = denominator[groups];
        double value = below == 0 ? 0 : numerator[groups] / below;
        return !enough || below == 0 ? Estimate.withoutInterval(value) : resampled(value, numerator, denominator);
    }

    private Estimate resampled(double value, double[] above, double[] under) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] results = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double top = 0;
            double bottom = 0;
            for (int b = 0; b < blocks; b++) {
                int start = random.nextInt(groups);
                top += sum(above, start);
                bottom += sum(under, start);
            }
            results[r] = bottom == 0 ? value : top / bottom;
        }
        Arrays.sort(results);
        double lo = results[(int) (0.025 * RESAMPLES)];
        double hi = results[(int) (0.975 * RESAMPLES)];
        return new Estimate(value, value + stretch * (lo - value), value + stretch * (hi - value));
    }

    /** Prefix sums at the beginnings of groups, and over all. */
    private double[] grouped(double[] prefix) {
        if (perGroup == 1) {
            return prefix;
        }
        double[] sums = new double[groups + 1];
        for (int i = 0; i <= groups; i++) {
            sums[i] = prefix[Math.min(n, i * perGroup)];
        }
        return sums;
    }

    private double sum(double[] prefix, int start) {
        int end = start + blockLength;
        return end <= groups ? prefix[end] - prefix[start] : prefix[groups] - prefix[start] + prefix[end - groups];
    }
}
