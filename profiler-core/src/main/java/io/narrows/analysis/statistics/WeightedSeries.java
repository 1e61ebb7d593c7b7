package io.narrows.analysis.statistics;

import org.jspecify.annotations.Nullable;

/** What weights do to a time-ordered series. Holds no state. */
public final class WeightedSeries {

    /*
     * A weighted mean m = sum w x / sum w is, to first order, as uncertain as the plain mean of the series
     * w (x - m) + m, which shows both the memory of x and the jumps that the weights make. With all weights 1 it is x.
     */

    private WeightedSeries() {}

    /** Values times weights. */
    public static double[] times(double[] series, double @Nullable [] weights) {
        if (weights == null) {
            return series;
        }
        double[] result = new double[series.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = series[i] * weights[i];
        }
        return result;
    }

    /** Prefix sums of the weights. */
    public static double[] prefix(int size, double @Nullable [] weights) {
        double[] sums = new double[size + 1];
        for (int i = 0; i < size; i++) {
            sums[i + 1] = sums[i] + (weights == null ? 1 : weights[i]);
        }
        return sums;
    }

    /** Integrated autocorrelation time, per element of the series, of the weighted mean. */
    public static double time(double[] series, double @Nullable [] weights) {
        return weights == null ? Autocorrelation.time(series) : Autocorrelation.time(linear(series, weights));
    }

    private static double[] linear(double[] series, double[] weights) {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < series.length; i++) {
            sum += series[i] * weights[i];
            weight += weights[i];
        }
        double mean = sum / weight;
        double[] result = new double[series.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = weights[i] * (series[i] - mean) + mean;
        }
        return result;
    }

    /** Kish's effective number of observations. */
    public static double effective(int size, double @Nullable [] weights) {
        if (weights == null) {
            return size;
        }
        double sum = 0;
        double squares = 0;
        for (double weight : weights) {
            sum += weight;
            squares += weight * weight;
        }
        return squares == 0 ? 0 : sum * sum / squares;
    }

    /**
     * Integrated autocorrelation time of "slower than a level" among all the requests that a weighted series stands for, at
     * least 1: the variance that the weighted series shows, less the part of it that comes from the sampling.
     */
    public static double timeAbove(long[] series, double[] weights, long level) {
        double[] above = new double[series.length];
        double slower = 0;
        double all = 0;
        for (int i = 0; i < series.length; i++) {
            above[i] = series[i] > level ? 1 : 0;
            slower += above[i] * weights[i];
            all += weights[i];
        }
        double part = slower / all;
        if (part <= 0 || part >= 1) {
            return 1;
        }
        double shown = 0;
        double sampling = 0;
        for (int i = 0; i < series.length; i++) {
            double square = (above[i] - part) * (above[i] - part);
            shown += weights[i] * weights[i] * square;
            sampling += weights[i] * (weights[i] - 1) * square;
        }
        double time = time(above, weights) * shown - sampling;
        return Math.max(1, time / (all * part * (1 - part)));
    }
}
