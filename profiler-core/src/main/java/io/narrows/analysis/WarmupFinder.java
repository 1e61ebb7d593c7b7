package io.narrows.analysis;

import io.narrows.analysis.statistics.Autocorrelation;
import io.narrows.analysis.statistics.QuantileIntervals;
import java.util.Arrays;
import java.util.Locale;

/** Finds a slower beginning of a run by change point. Holds no state. */
final class WarmupFinder {

    /*
     * The traces in the order of arrival are cut into slices of equal number, and of each the median is taken: it does not
     * move with a few slow requests. Of the logarithms of the medians the split into two levels is looked for that leaves
     * the least squares [1, 2]; the gain of the split over one level, in units of the variance of what is left, is the
     * CUSUM statistic at its maximum. Medians of neighbouring slices go together where requests queue, so that variance is
     * that of a mean over a series with memory: the residuals' variance times their autocorrelation time [3]. Without the
     * last factor a steady queue at 80 % would be split in every second run.
     *
     * A warm-up falls in steps rather than in one, so what is left is looked at again, up to MOST times, as long as no
     * more than half of the run is taken away.
     *
     * 1. E. S. Page, Continuous inspection schemes (1954): CUSUM
     * 2. D. V. Hinkley, Inference about the change-point in a sequence of random variables (1970): the split
     * 3. M. Csoergo and L. Horvath, Limit Theorems in Change-Point Analysis (1997), chapter 4: long-run variance
     */

    private static final int MAX_SLICES = 160;
    private static final int MIN_SLICES = 12;
    private static final int TRACES_PER_SLICE = 16;
    private static final int MOST_FOR_MEDIAN = 1_024;

    /** How many standard errors two levels must be apart. */
    private static final double MIN_DISTANCE = 5;

    /** How much slower a beginning must be. */
    private static final double MIN_RATIO = 1.15;

    /** A warm-up is at most this part of a run. */
    private static final double MOST_OF_RUN = 0.5;

    private static final int MOST = 4;

    private WarmupFinder() {}

    /** How many of the first traces of a series belong to a warm-up; 0 where there is none. */
    static int length(long[] latenciesByArrival) {
        int slices = Math.min(MAX_SLICES, latenciesByArrival.length / TRACES_PER_SLICE);
        if (slices < MIN_SLICES) {
            return 0;
        }
        double[] logs = new double[slices];
        for (int i = 0; i < slices; i++) {
            logs[i] = Math.log((double) Math.max(
                    1,
                    median(
                            latenciesByArrival,
                            begin(i, slices, latenciesByArrival.length),
                            begin(i + 1, slices, latenciesByArrival.length))));
        }
        int from = 0;
        for (int round = 0; round < MOST; round++) {
            int split = split(logs, from, (int) (MOST_OF_RUN * slices));
            if (split == from) {
                break;
            }
            from = split;
        }
        return begin(from, slices, latenciesByArrival.length);
    }

    private static int begin(int slice, int slices, int length) {
        return (int) ((long) slice * length / slices);
    }

    /** Median of a slice; of a long one that of every so many, which moves by less than the slice's own noise. */
    private static long median(long[] values, int from, int to) {
        int step = (to - from + MOST_FOR_MEDIAN - 1) / MOST_FOR_MEDIAN;
        long[] sorted = new long[(to - from + step - 1) / step];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = values[from + i * step];
        }
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    /** Where a slower beginning ends, or {@code from} where there is none. */
    private static int split(double[] logs, int from, int last) {
        int n = logs.length - from;
        double all = sum(logs, from, logs.length);
        double best = 0;
        int at = from;
        double before = 0;
        for (int i = from + 1; i <= last; i++) {
            before += logs[i - 1];
            double first = before / (i - from);
            double rest = (all - before) / (logs.length - i);
            double gain = (double) (i - from) * (logs.length - i) / n * (first - rest) * (first - rest);
            if (first > rest && gain > best) {
                best = gain;
                at = i;
            }
        }
        if (at == from) {
            return from;
        }
        double first = sum(logs, from, at) / (at - from);
        double rest = sum(logs, at, logs.length) / (logs.length - at);
        double[] left = new double[n];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            left[i] = logs[from + i] - (from + i < at ? first : rest);
            squares += left[i] * left[i];
        }
        double variance = Math.max(squares / n * Autocorrelation.time(left), 1e-12);
        boolean apart = best >= MIN_DISTANCE * MIN_DISTANCE * variance;
        return apart && first - rest >= Math.log(MIN_RATIO) ? at : from;
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }

    /**
     * Tells of a warm-up.
     *
     * @param before the traces in it
     * @param after those after it
     * @param originNs first measured arrival
     */
    static Warmup describe(TraceGroup before, TraceGroup after, long originNs) {
        QuantileIntervals rest = after.quantiles();
        return new Warmup(
                (after.firstNs() - originNs) / 1e9,
                Math.round(before.requests()),
                before.quantiles().sample().quantile(0.5) / 1e6,
                rest.quantile(0.5).times(1e-6),
                String.format(
                        Locale.ROOT,
                        "change point in the medians of %d slices of the run",
                        Math.min(MAX_SLICES, (before.size() + after.size()) / TRACES_PER_SLICE)));
    }
}
