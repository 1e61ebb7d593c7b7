package io.narrows.server.model.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How far two models agree on which texts are alike: Spearman's rank correlation of the similarities of all pairs. 1 when both
 * put all pairs in the same order. Stateless.
 */
public final class RankAgreement {
    /*
     * The correlation of the ranks, where equal values share the mean of their ranks.
     * Source: C. Spearman, The Proof and Measurement of Association between Two Things, 1904.
     */
    private RankAgreement() {}

    /**
     * The similarities of all pairs, each pair once.
     *
     * @param vectors of length 1 and one width, at least two
     * @return products of vectors 0 and 1, 0 and 2, ..., 1 and 2, ...
     */
    public static double[] similarities(float[][] vectors) {
        double[] products = new double[Math.multiplyExact(vectors.length, vectors.length - 1) / 2];
        int at = 0;
        for (int i = 0; i < vectors.length; i++) {
            for (int j = i + 1; j < vectors.length; j++) {
                double product = 0;
                for (int k = 0; k < vectors[i].length; k++) {
                    product += (double) vectors[i][k] * vectors[j][k];
                }
                products[at++] = product;
            }
        }
        return products;
    }

    /**
     * Spearman's correlation.
     *
     * @param expected at least two values, not all equal
     * @param actual as many, finite
     * @return from -1 to 1; 0 where all of {@code actual} are equal
     */
    public static double of(double[] expected, double[] actual) {
        if (expected.length != actual.length || expected.length < 2) {
            throw new IllegalArgumentException(
                    expected.length + " and " + actual.length + " similarities, must be as many, at least 2");
        }
        double[] a = ranks(expected);
        double[] b = ranks(actual);
        double mean = (a.length - 1) / 2.0;
        double products = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            products += (a[i] - mean) * (b[i] - mean);
            squaresA += (a[i] - mean) * (a[i] - mean);
            squaresB += (b[i] - mean) * (b[i] - mean);
        }
        return squaresA == 0 || squaresB == 0 ? 0 : products / Math.sqrt(squaresA * squaresB);
    }

    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        int start = 0;
        while (start < order.length) {
            int end = start + 1;
            while (end < order.length && values[order[end]] == values[order[start]]) {
                end++;
            }
            double shared = (start + end - 1) / 2.0;
            Arrays.stream(order, start, end).forEach(i -> ranks[i] = shared);
            start = end;
        }
        return ranks;
    }
}
