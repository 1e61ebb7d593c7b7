package io.narrows.analysis.statistics;

/** Quantiles by nearest rank: the smallest value that at least {@code p} of the sample does not exceed. */
public final class Quantiles {

    private Quantiles() {}

    /** Index of the quantile in a sorted array of a length; the length is at least 1. */
    public static int index(int length, double p) {
        int rank = (int) Math.ceil(p * length - 1e-9);
        return Math.min(length, Math.max(1, rank)) - 1;
    }

    public static long of(long[] sorted, double p) {
        return sorted[index(sorted.length, p)];
    }
}
