package io.narrows.whatif;

import org.jspecify.annotations.Nullable;

/** Linear least squares with few coefficients, none of them negative. Not thread-safe. */
final class LeastSquares {

    private final int terms;
    private final double[][] normal;
    private final double[] right;

    LeastSquares(int terms) {
        this.terms = terms;
        this.normal = new double[terms][terms];
        this.right = new double[terms];
    }

    void add(double[] x, double y) {
        for (int i = 0; i < terms; i++) {
            for (int j = 0; j < terms; j++) {
                normal[i][j] += x[i] * x[j];
            }
            right[i] += x[i] * y;
        }
    }

    /** The best coefficients of at least 0: the best solution over all sets of terms that may differ from 0. */
    double[] notNegative() {
        double[] best = new double[terms];
        double bestGain = 0;
        for (int support = 1; support < 1 << terms; support++) {
            double[] candidate = solve(support);
            if (candidate != null) {
                double gain = 0;
                for (int i = 0; i < terms; i++) {
                    gain += candidate[i] * right[i];
                }
                // More terms only where they explain more than rounding does.
                if (gain > bestGain * (1 + 1e-9)) {
                    bestGain = gain;
                    best = candidate;
                }
            }
        }
        return best;
    }

    /** Solution with the terms of a bit set, or null where there is none or one is negative. */
    private double @Nullable [] solve(int support) {
        int n = Integer.bitCount(support);
        int[] at = new int[n];
        for (int i = 0, k = 0; i < terms; i++) {
            if ((support >> i & 1) != 0) {
                at[k++] = i;
            }
        }
        double[][] a = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            double scale = Math.sqrt(normal[at[i]][at[i]]);
            if (scale == 0) {
                return null;
            }
            for (int j = 0; j < n; j++) {
                a[i][j] = normal[at[i]][at[j]] / scale / Math.sqrt(normal[at[j]][at[j]]);
            }
            a[i][n] = right[at[i]] / scale;
        }
        if (!eliminate(a)) {
            return null;
        }
        double[] result = new double[terms];
        for (int i = 0; i < n; i++) {
            double value = a[i][n] / Math.sqrt(normal[at[i]][at[i]]);
            if (!(value >= 0)) {
                return null;
            }
            result[at[i]] = value;
        }
        return result;
    }

    /** Gauss and Jordan with pivots; the terms are scaled to length 1, so a small pivot means that they hang together. */
    private static boolean eliminate(double[][] a) {
        int n = a.length;
        for (int col = 0; col < n; col++) {
            int pivot = col;
            for (int row = col + 1; row < n; row++) {
                pivot = Math.abs(a[row][col]) > Math.abs(a[pivot][col]) ? row : pivot;
            }
            if (Math.abs(a[pivot][col]) < 1e-9) {
                return false;
            }
            double[] swap = a[col];
            a[col] = a[pivot];
            a[pivot] = swap;
            for (int row = 0; row < n; row++) {
                if (row != col) {
                    double factor = a[row][col] / a[col][col];
                    for (int k = col; k <= n; k++) {
                        a[row][k] -= factor * a[col][k];
                    }
                }
            }
        }
        for (int row = 0; row < n; row++) {
            a[row][n] /= a[row][row];
        }
        return true;
    }
}
