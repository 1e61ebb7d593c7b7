package io.narrows.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Rounds the parts of a whole so that the rounded parts still add up to it. */
public final class Shares {

    private Shares() {}

    /**
     * Parts of the whole, rounded to a number of steps by largest remainder: each result is a multiple of {@code 1 / steps},
     * differs from the exact part by less than one step, and all of them add up to exactly {@code steps}.
     *
     * @param parts the parts, in any unit; their sum is the whole
     * @param steps into how many steps the whole is divided: 1000 for tenths of a percent
     * @return numbers of steps; all zero but the last where the whole is zero
     */
    public static long[] round(double[] parts, long steps) {
        if (parts.length == 0) {
            return new long[0];
        }
        double whole = Arrays.stream(parts).sum();
        long[] rounded = new long[parts.length];
        if (!(whole > 0)) {
            rounded[parts.length - 1] = steps;
            return rounded;
        }
        double[] remainder = new double[parts.length];
        long given = 0;
        for (int i = 0; i < parts.length; i++) {
            double exact = parts[i] / whole * steps;
            rounded[i] = (long) Math.floor(exact);
            remainder[i] = exact - rounded[i];
            given += rounded[i];
        }
        Integer[] order = new Integer[parts.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order, Comparator.comparingDouble((Integer i) -> remainder[i]).reversed());
        for (int k = 0; k < steps - given; k++) {
            rounded[order[k % order.length]]++;
        }
        return rounded;
    }

    /** The stages' shares of the mean and, last, what is unaccounted, in tenths of a percent that add up to 1000. */
    public static long[] tenthsOfMean(List<StageStatistics> stages, Unaccounted unaccounted) {
        return tenths(stages, StageStatistics::shareOfMean, unaccounted.shareOfMean());
    }

    /** The stages' shares of the p99 and, last, what is unaccounted, in tenths of a percent that add up to 1000. */
    public static long[] tenthsOfP99(List<StageStatistics> stages, Unaccounted unaccounted) {
        return tenths(stages, StageStatistics::shareOfP99, unaccounted.shareOfP99());
    }

    private static long[] tenths(
            List<StageStatistics> stages, ToDoubleFunction<StageStatistics> share, double unaccounted) {
        DoubleStream ofStages = stages.stream().mapToDouble(share);
        return round(DoubleStream.concat(ofStages, DoubleStream.of(unaccounted)).toArray(), 1_000);
    }

    /** Parts of the whole as fractions of 1 with five decimals that add up to 1. */
    static double[] fractions(double[] parts) {
        long[] steps = round(parts, 100_000);
        double[] fractions = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            fractions[i] = steps[i] / 100_000.0;
        }
        return fractions;
    }
}
