package io.narrows.golden;

import java.util.List;

/** Cosine of two tensors, row by row. */
final class Cosine {
    private Cosine() {}

    /**
     * Smallest cosine over the rows of the last dimension; a tensor of one dimension or none is one row. Elements that are
     * not finite are left out. Two rows of zeros agree (1); a row of zeros and another do not (0).
     */
    static double smallest(List<Long> shape, double[] expected, double[] actual) {
        int width = Tensors.rowWidth(shape, expected.length);
        double smallest = 1;
        for (int from = 0; from < expected.length; from += width) {
            smallest = Math.min(smallest, row(expected, actual, from, from + width));
        }
        return smallest;
    }

    private static double row(double[] expected, double[] actual, int from, int to) {
        double dot = 0;
        double e = 0;
        double a = 0;
        for (int i = from; i < to; i++) {
            if (Double.isFinite(expected[i]) && Double.isFinite(actual[i])) {
                dot += expected[i] * actual[i];
                e += expected[i] * expected[i];
                a += actual[i] * actual[i];
            }
        }
        if (e == 0 || a == 0) {
            return e == a ? 1 : 0;
        }
        return Math.max(-1, Math.min(1, dot / (Math.sqrt(e) * Math.sqrt(a))));
    }
}
