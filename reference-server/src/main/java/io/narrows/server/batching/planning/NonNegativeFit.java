package io.narrows.server.batching.planning;

import java.util.Arrays;

/**
 * Least squares in relative error for a few coefficients, none of them negative, drawn weakly to a prior. Not thread-safe.
 */
final class NonNegativeFit {
    /*
     * Minimises  sum w ((y - x.c) / y)^2 + sum_i p ((c_i - prior_i) / s_i)^2  over c >= 0, by solving for every subset of
     * coefficients that may be positive and taking the best that is. With three of them these are seven small systems.
     * s_i is what coefficient i would be if it made all of y; the prior weighs as much as one observation.
     */
    private static final double PRIOR_WEIGHT = 0.05;

    private final int n;
    private final double[] prior;
    private final double[][] normal;
    private final double[] right;
    private final double[] share;
    private double weights;

    NonNegativeFit(double[] prior) {
        this.n = prior.length;
        this.prior = prior.clone();
        normal = new double[n][n];
        right = new double[n];
        share = new double[n];
    }

    void add(double[] x, double y, double weight) {
        double w = weight / (y * y);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                normal[i][j] += w * x[i] * x[j];
            }
            right[i] += w * x[i] * y;
            share[i] += weight * x[i] / y;
        }
        weights += weight;
    }

    double[] solve() {
        for (int i = 0; i < n; i++) {
            double unit = share[i] / weights;
            normal[i][i] += PRIOR_WEIGHT * unit * unit;
            right[i] += PRIOR_WEIGHT * unit * unit * prior[i];
        }
        double[] best = new double[n];
        double least = 0;
        for (int set = 1; set < 1 << n; set++) {
            double[] found = solve(set);
            double value = value(found);
            if (value < least && Arrays.stream(found).allMatch(c -> c >= 0)) {
                least = value;
                best = found;
            }
        }
        return best;
    }

    /** The sum to be minimised, without what does not depend on the coefficients. */
    private double value(double[] c) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sum += normal[i][j] * c[i] * c[j];
            }
            sum -= 2 * right[i] * c[i];
        }
        return sum;
    }

    /** Gaussian elimination among the coefficients of a set; the matrix is positive definite. */
    private double[] solve(int set) {
        int[] at = java.util.stream.IntStream.range(0, n)
                .filter(i -> (set >> i & 1) == 1)
                .toArray();
        int m = at.length;
        double[][] a = new double[m][m + 1];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                a[i][j] = normal[at[i]][at[j]];
            }
            a[i][m] = right[at[i]];
        }
        for (int p = 0; p < m; p++) {
            for (int i = p + 1; i < m; i++) {
                double factor = a[i][p] / a[p][p];
                for (int j = p; j <= m; j++) {
                    a[i][j] -= factor * a[p][j];
                }
            }
        }
        double[] found = new double[n];
        for (int i = m - 1; i >= 0; i--) {
            double sum = a[i][m];
            for (int j = i + 1; j < m; j++) {
                sum -= a[i][j] * found[at[j]];
            }
            found[at[i]] = sum / a[i][i];
        }
        return found;
    }
}
