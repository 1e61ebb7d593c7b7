package io.narrows.analysis.statistics;

import org.jspecify.annotations.Nullable;

/**
 * Values in ascending order, each standing for a number of observations; quantiles by nearest rank among those. Where all
 * weights are 1 it is the plain sample. Immutable; has one value at least.
 */
public final class SortedSample {

    private final long[] values;
    /** Weight of the values up to and including this one; null where all weights are 1. */
    private final double @Nullable [] upTo;

    private SortedSample(long[] values, double @Nullable [] upTo) {
        this.values = values;
        this.upTo = upTo;
    }

    /**
     * Sorts a sample.
     *
     * @param values in any order; not changed; at least one
     * @param weights one per value, above 0, or null where all are 1
     */
    public static SortedSample of(long[] values, double @Nullable [] weights) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a sample must hold a value at least");
        }
        if (weights == null) {
            return new SortedSample(Order.sorted(values), null);
        }
        int[] order = Order.ascending(values);
        long[] sorted = new long[order.length];
        double[] upTo = new double[order.length];
        double sum = 0;
        for (int i = 0; i < order.length; i++) {
            sorted[i] = values[order[i]];
            sum += weights[order[i]];
            upTo[i] = sum;
        }
        return new SortedSample(sorted, upTo);
    }

    public int size() {
        return values.length;
    }

    /** How many observations the sample stands for. */
    public double weight() {
        return upTo == null ? values.length : upTo[upTo.length - 1];
    }

    public long value(int index) {
        return values[index];
    }

    /** Weight of the value at an index and of all before it. */
    public double weightUpTo(int index) {
        return index < 0 ? 0 : upTo == null ? index + 1 : upTo[index];
    }

    public long max() {
        return values[values.length - 1];
    }

    /** The smallest value that at least {@code p} of the observations do not exceed. */
    public long quantile(double p) {
        return values[index(p)];
    }

    /** Index of the quantile. */
    public int index(double p) {
        return upTo == null ? Quantiles.index(values.length, p) : atLeast(p * weight() - 1e-9);
    }

    /** First index up to which the weight is at least a given one; the last where there is none. */
    public int atLeast(double weight) {
        int low = 0;
        int high = values.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (weightUpTo(middle) >= weight) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Last index up to which the weight is at most a given one, or -1. */
    public int atMost(double weight) {
        int low = -1;
        int high = values.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (weightUpTo(middle) <= weight) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
