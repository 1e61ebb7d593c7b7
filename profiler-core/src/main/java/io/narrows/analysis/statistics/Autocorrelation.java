package io.narrows.analysis.statistics;

/**
 * How many consecutive observations of a series say as much as one independent one.
 *
 * <p>The integrated autocorrelation time is {@code tau = 1 + 2 (r1 + r2 + ...)}; a mean over n observations is as uncertain
 * as one over {@code n / tau} independent ones. In a queue each request waits for those before it, so tau is far above 1
 * and grows steeply with utilisation.
 */
public final class Autocorrelation {

    /*
     * The sum over all lags has no finite variance, so it must be cut. Geyer's initial monotone sequence [1]: sums of two
     * neighbouring autocorrelations of a reversible chain are positive and fall; add pairs while they do. It needs no
     * tuning and errs to the long side more often than a fixed window.
     *
     * Long series are averaged in groups first: with m observations to a group, tau = m * tau(groups) * Var(group means) /
     * Var(observations), because both sides are the variance of the same overall mean. Cost stays bounded for any log.
     *
     * A lag costs as many steps as there are points, and a series that drifts, such as that of an overloaded server, has
     * positive pairs over half of its lags. Once the sum is beyond 1 / FEWEST of a series, nobody gives an interval from
     * it, and it goes no further. Short series are summed to the end: it costs little, and some compare two parts of one.
     *
     * 1. C. J. Geyer, Practical Markov chain Monte Carlo, Statistical Science 7 (1992)
     */

    private static final int MAX_POINTS = 32_768;
    private static final int SHORT = 1_024;

    /** With fewer effective observations no interval is given anywhere. */
    private static final double FEWEST = 10;

    private Autocorrelation() {}

    /**
     * Integrated autocorrelation time, at least 1. A constant or empty series gives 1. Of a series of more than a thousand,
     * a time above a tenth of its length is told only as that.
     */
    public static double time(double[] series) {
        int group = (series.length + MAX_POINTS - 1) / MAX_POINTS;
        if (group <= 1) {
            return timeOf(series);
        }
        double variance = variance(series);
        if (variance == 0) {
            return 1;
        }
        double[] means = new double[series.length / group];
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            for (int k = 0; k < group; k++) {
                sum += series[i * group + k];
            }
            means[i] = sum / group;
        }
        return Math.max(1, group * timeOf(means) * variance(means) / variance);
    }

    /** The same for the series of zeros and ones that says which values exceed a level. */
    public static double timeAbove(long[] series, long level) {
        int group = Math.max(1, (series.length + MAX_POINTS - 1) / MAX_POINTS);
        double[] means = new double[series.length / group];
        long above = 0;
        for (int i = 0; i < means.length; i++) {
            int inGroup = 0;
            for (int k = i * group; k < (i + 1) * group; k++) {
                inGroup += series[k] > level ? 1 : 0;
            }
            above += inGroup;
            means[i] = (double) inGroup / group;
        }
        double part = means.length == 0 ? 0 : (double) above / ((long) means.length * group);
        double variance = part * (1 - part);
        return group == 1 || variance == 0
                ? timeOf(means)
                : Math.max(1, group * timeOf(means) * variance(means) / variance);
    }

    private static double timeOf(double[] series) {
        int n = series.length;
        double mean = mean(series);
        double variance = variance(series);
        if (n < 4 || variance == 0) {
            return 1;
        }
        double[] centred = new double[n];
        for (int i = 0; i < n; i++) {
            centred[i] = series[i] - mean;
        }
        double time = -1;
        double previous = Double.MAX_VALUE;
        for (int lag = 0; lag + 1 < n / 2; lag += 2) {
            double pair = (covariance(centred, lag) + covariance(centred, lag + 1)) / variance;
            if (pair <= 0) {
                break;
            }
            previous = Math.min(previous, pair);
            time += 2 * previous;
            if (n > SHORT && time * FEWEST > n) {
                break;
            }
        }
        return Math.max(1, time);
    }

    private static double covariance(double[] centred, int lag) {
        double sum = 0;
        for (int i = lag; i < centred.length; i++) {
            sum += centred[i] * centred[i - lag];
        }
        return sum / centred.length;
    }

    private static double mean(double[] series) {
        double sum = 0;
        for (double value : series) {
            sum += value;
        }
        return series.length == 0 ? 0 : sum / series.length;
    }

    private static double variance(double[] series) {
        double mean = mean(series);
        double sum = 0;
        for (double value : series) {
            sum += (value - mean) * (value - mean);
        }
        return series.length == 0 ? 0 : sum / series.length;
    }
}
