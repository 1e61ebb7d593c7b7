package io.narrows.data.verdict;

import java.util.function.IntToDoubleFunction;

/** Intervals from a few windows of time. */
final class Spread {
    /*
     * Student's t at 97.5 %, by degrees of freedom from 1 on; from 30 on the normal one is close enough.
     */
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045
    };

    private static final double NORMAL = 1.96;

    private Spread() {}

    static double t(double degrees) {
        int whole = (int) Math.max(1, Math.floor(degrees));
        return whole > T.length ? NORMAL : T[whole - 1];
    }

    /**
     * The interval of a figure that is computed from sums over windows, by the jackknife (Quenouille, Tukey): it is computed
     * again without each window, and varies the more the more the windows do.
     *
     * @param windows how many
     * @param value of all
     * @param without value of all but one
     */
    static Gain jackknife(int windows, double value, IntToDoubleFunction without) {
        if (windows < 2) {
            return new Gain(value, Double.NaN, Double.NaN);
        }
        double[] values = new double[windows];
        double mean = 0;
        for (int i = 0; i < windows; i++) {
            values[i] = without.applyAsDouble(i);
            mean += values[i] / windows;
        }
        double squares = 0;
        for (double one : values) {
            squares += (one - mean) * (one - mean);
        }
        double half = t(windows - 1) * Math.sqrt(squares * (windows - 1) / windows);
        return new Gain(value, value - half, value + half);
    }

    /** How much larger the mean of some rates is than that of others, with Welch's interval for their difference. */
    static Gain ratio(double[] before, double[] after) {
        double a = mean(before);
        double b = mean(after);
        double va = variance(before, a) / before.length;
        double vb = variance(after, b) / after.length;
        if (a <= 0) {
            return new Gain(0, Double.NaN, Double.NaN);
        }
        double ratio = b / a;
        // Of a quotient, to first order: the variances of both means, the lower one's by the square of the quotient.
        double error = Math.sqrt(vb + ratio * ratio * va) / a;
        double degrees = va + vb <= 0
                ? T.length + 1
                : (va + vb)
                        * (va + vb)
                        / (va * va / Math.max(1, before.length - 1) + vb * vb / Math.max(1, after.length - 1));
        boolean enough = before.length > 1 && after.length > 1;
        double half = enough ? t(degrees) * error : Double.NaN;
        return new Gain(ratio - 1, ratio - 1 - half, ratio - 1 + half);
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    private static double variance(double[] values, double mean) {
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return values.length < 2 ? 0 : squares / (values.length - 1);
    }
}
