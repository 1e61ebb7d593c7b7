package io.narrows.golden;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Spearman's rank correlation: whether two lists of numbers have the same order. Stateless. */
public final class RankAgreement {
    /*
     * The correlation (Pearson) of the ranks; equal numbers share the mean of their ranks, as in
     *   M. G. Kendall, "Rank Correlation Methods", 1948, chapter 3.
     */
    private RankAgreement() {}

    /**
     * The correlation of the ranks of two lists.
     *
     * @param expected finite numbers
     * @param actual finite numbers, as many
     * @return from -1, the opposite order, to 1, the same order; NaN where all numbers of a list are equal or there are
     *     fewer than two
     */
    public static double of(double[] expected, double[] actual) {
        if (expected.length != actual.length) {
            throw new IllegalArgumentException(
                    "lists have " + expected.length + " and " + actual.length + " numbers, must have as many");
        }
        double[] a = ranks(expected);
        double[] b = ranks(actual);
        double mean = (a.length - 1) / 2.0;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }
        return aa == 0 || bb == 0 ? Double.NaN : ab / (Math.sqrt(aa) * Math.sqrt(bb));
    }

    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
