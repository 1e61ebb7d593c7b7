package io.narrows.whatif;

import io.narrows.analysis.statistics.Estimate;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * After divided by before, for two replays of the same requests, with 95 % intervals. Deterministic.
 *
 * @param p50 of the medians
 * @param p90 of the 90th percentiles
 * @param p99 of the 99th percentiles
 * @param mean of the means
 * @param throughput of the rates of departure
 */
record Ratios(Estimate p50, Estimate p90, Estimate p99, Estimate mean, Estimate throughput) {

    /*
     * Block bootstrap of pairs: both replays have the same arrivals and the same draws, so a block of neighbouring requests
     * is taken from both or from neither, and what they have in common cancels. Blocks are long against the memory of the
     * queue [1]; fewer than MIN_BLOCKS give no interval.
     *
     * 1. Kuensch, The jackknife and the bootstrap for general stationary observations (1989)
     */

    private static final int RESAMPLES = 400;
    private static final int MIN_BLOCKS = 10;
    private static final int MAX_BLOCKS = 256;
    private static final long SEED = 0x776861746966L;

    /** How many blocks a series is cut into. */
    static int blocks(int n, double autocorrelationTime) {
        double length = Math.max(2 * autocorrelationTime, Math.cbrt(n * autocorrelationTime * autocorrelationTime));
        return (int) Math.max(1, Math.min(MAX_BLOCKS, n / Math.max(1, length)));
    }

    static Ratios of(Series before, Series after, int blocks) {
        double[][] draws = new double[5][RESAMPLES];
        SplittableRandom random = new SplittableRandom(SEED);
        int[] chosen = new int[blocks];
        for (int i = 0; i < RESAMPLES && blocks >= MIN_BLOCKS; i++) {
            for (int b = 0; b < blocks; b++) {
                chosen[b] = random.nextInt(blocks);
            }
            int[] binsBefore = before.binsOf(chosen);
            int[] binsAfter = after.binsOf(chosen);
            draws[0][i] = after.quantile(binsAfter, 0.5) / before.quantile(binsBefore, 0.5);
            draws[1][i] = after.quantile(binsAfter, 0.9) / before.quantile(binsBefore, 0.9);
            draws[2][i] = after.quantile(binsAfter, 0.99) / before.quantile(binsBefore, 0.99);
            draws[3][i] = after.sumOf(chosen) / before.sumOf(chosen);
            draws[4][i] = before.departureNsOf(chosen) / after.departureNsOf(chosen);
        }
        boolean given = blocks >= MIN_BLOCKS;
        return new Ratios(
                estimate(after.quantile(0.5) / before.quantile(0.5), draws[0], given),
                estimate(after.quantile(0.9) / before.quantile(0.9), draws[1], given),
                estimate(after.quantile(0.99) / before.quantile(0.99), draws[2], given),
                estimate(after.mean() / before.mean(), draws[3], given),
                estimate(after.ratePerS() / before.ratePerS(), draws[4], given));
    }

    private static Estimate estimate(double value, double[] draws, boolean given) {
        if (!given || !Double.isFinite(value)) {
            return Estimate.withoutInterval(Double.isFinite(value) ? value : 1);
        }
        Arrays.sort(draws);
        double lo = draws[(int) (0.025 * RESAMPLES)];
        double hi = draws[(int) (0.975 * RESAMPLES)];
        return new Estimate(value, Math.min(value, lo), Math.max(value, hi));
    }
}
