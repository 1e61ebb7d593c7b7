package io.narrows.whatif;

import io.narrows.analysis.statistics.Order;
import io.narrows.analysis.statistics.Quantiles;

/** Latencies of a replay in the order of arrival, cut into blocks so that resamples of them are cheap. Not changed. */
final class Series {

    /*
     * The quantile of a resample needs its values in order. Sorting each resample would take a second for a hundred thousand
     * requests; so the values are sorted once and put into bins of neighbours, fine in the tail, and each block knows how
     * many of its values are in each bin. A resample adds up the bins of its blocks, and its quantile lies in the bin where
     * the sum passes p, at the place that the rest of the sum points to.
     */

    private static final int BODY_BINS = 196;
    private static final int TAIL_BINS = 200;
    private static final double TAIL = 0.98;

    private final long[] sorted;
    private final int[] binStart = new int[BODY_BINS + TAIL_BINS + 1];
    private final int[][] counts;
    private final double[] sums;
    private final double mean;

    /** Time that each block of departures took. */
    private final double[] departureNs;

    /** Departures per ns. */
    private final double rate;

    /**
     * Cuts a series.
     *
     * @param latencies in the order of arrival
     * @param ends when each departed
     * @param firstArrival when the first came
     * @param blocks number of blocks
     */
    Series(long[] latencies, long[] ends, long firstArrival, int blocks) {
        int n = latencies.length;
        int[] order = Order.ascending(latencies);
        sorted = new long[n];
        int[] bin = new int[n];
        bins(n);
        int at = 0;
        for (int i = 0; i < n; i++) {
            while (at + 1 < binStart.length - 1 && binStart[at + 1] <= i) {
                at++;
            }
            sorted[i] = latencies[order[i]];
            bin[order[i]] = at;
        }
        counts = new int[blocks][binStart.length - 1];
        sums = new double[blocks];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            int block = (int) ((long) i * blocks / n);
            counts[block][bin[i]]++;
            sums[block] += latencies[i];
            sum += latencies[i];
        }
        mean = sum / n;
        int[] byEnd = Order.ascending(ends);
        departureNs = new double[blocks];
        long before = firstArrival;
        for (int b = 0; b < blocks; b++) {
            long last = ends[byEnd[(int) ((long) (b + 1) * n / blocks) - 1]];
            departureNs[b] = last - before;
            before = last;
        }
        rate = (double) n / Math.max(1, before - firstArrival);
    }

    private void bins(int n) {
        for (int i = 0; i < binStart.length; i++) {
            double p = i <= BODY_BINS ? TAIL * i / BODY_BINS : TAIL + (1 - TAIL) * (i - BODY_BINS) / TAIL_BINS;
            binStart[i] = (int) Math.min(n, Math.round(p * n));
        }
    }

    double quantile(double p) {
        return Quantiles.of(sorted, p);
    }

    double mean() {
        return mean;
    }

    /** Departures per second. */
    double ratePerS() {
        return rate * 1e9;
    }

    /** How many values are in each bin of a resample; reused for several quantiles of it. */
    int[] binsOf(int[] blocks) {
        int[] all = new int[binStart.length - 1];
        for (int block : blocks) {
            int[] one = counts[block];
            for (int i = 0; i < all.length; i++) {
                all[i] += one[i];
            }
        }
        return all;
    }

    /** Quantile of a resample. */
    double quantile(int[] bins, double p) {
        long total = 0;
        for (int count : bins) {
            total += count;
        }
        double wanted = p * total;
        double passed = 0;
        for (int i = 0; i < bins.length; i++) {
            if (passed + bins[i] >= wanted && bins[i] > 0) {
                double part = (wanted - passed) / bins[i];
                int width = binStart[i + 1] - binStart[i];
                return sorted[(int) Math.min(binStart[i + 1] - 1, binStart[i] + Math.floor(part * width))];
            }
            passed += bins[i];
        }
        return sorted[sorted.length - 1];
    }

    double sumOf(int[] blocks) {
        double sum = 0;
        for (int block : blocks) {
            sum += sums[block];
        }
        return sum;
    }

    double departureNsOf(int[] blocks) {
        double sum = 0;
        for (int block : blocks) {
            sum += departureNs[block];
        }
        return sum;
    }
}
