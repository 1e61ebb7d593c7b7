package io.narrows.analysis.statistics;

import java.util.Arrays;

/** Means and rates of time-ordered series with 95 % intervals that hold under autocorrelation. Holds no state. */
public final class MeanIntervals {

    private MeanIntervals() {}

    /**
     * Events per second from the moments at which they happened.
     *
     * @param momentsNs in any order; not changed
     * @return the rate over the gaps between them; 0 without an interval where there are fewer than two different moments
     */
    public static Estimate ratePerS(long[] momentsNs) {
        long[] sorted = momentsNs.clone();
        Arrays.sort(sorted);
        if (sorted.length < 2 || sorted[0] == sorted[sorted.length - 1]) {
            return Estimate.withoutInterval(0);
        }
        double[] gapsS = new double[sorted.length - 1];
        double[] ones = new double[gapsS.length];
        for (int i = 0; i < gapsS.length; i++) {
            gapsS[i] = (sorted[i + 1] - sorted[i]) / 1e9;
            ones[i] = 1;
        }
        return ratio(ones, gapsS, Autocorrelation.time(gapsS));
    }

    /**
     * Sum of one series divided by the sum of another, the pairs being independent of each other.
     *
     * @param numerator one value a pair
     * @param denominator as many values, with a sum other than 0
     */
    public static Estimate ratioOfPairs(double[] numerator, double[] denominator) {
        if (numerator.length != denominator.length || numerator.length == 0) {
            throw new IllegalArgumentException(
                    "series must be of one length above 0, got " + numerator.length + " and " + denominator.length);
        }
        return ratio(numerator, denominator, 1);
    }

    private static Estimate ratio(double[] numerator, double[] denominator, double autocorrelationTime) {
        return new BlockBootstrap(numerator.length, autocorrelationTime)
                .ratio(BlockBootstrap.prefix(numerator), BlockBootstrap.prefix(denominator));
    }
}
