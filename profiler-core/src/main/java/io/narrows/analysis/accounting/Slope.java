package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.Estimate;
import java.util.function.ToDoubleFunction;

/**
 * How latency grows with a property, by least squares over all counted requests that have it, and what that explains of the
 * tail. Immutable.
 *
 * @param typical mean of the property among the typical requests
 * @param slow its mean among the slow ones
 * @param mean its mean among all
 * @param nsPerUnit slope
 * @param tailNs slope times the difference between slow and typical
 */
record Slope(double typical, double slow, double mean, double nsPerUnit, Estimate tailNs) {

    private static final double NONE = Double.NaN;

    /**
     * Fits a line.
     *
     * @param contrast which requests are slow and which typical
     * @param property value by row, not a number where a request does not have it
     * @param latency latency by row, in ns
     */
    static Slope of(Contrast contrast, Contrast.Values property, Contrast.Values latency) {
        int n = contrast.blocks();
        double[][] sums = new double[9][n];
        double originX = NONE;
        double originY = 0;
        for (int row = 0; row < contrast.rows(); row++) {
            double x = property.of(row);
            double y = latency.of(row);
            if (!contrast.counts(row) || Double.isNaN(x)) {
                continue;
            }
            if (Double.isNaN(originX)) {
                // Sums of squares around a value that occurs keep their digits.
                originX = x;
                originY = y;
            }
            x -= originX;
            y -= originY;
            double weight = contrast.weight(row);
            int block = contrast.blockOf(row);
            sums[0][block] += weight;
            sums[1][block] += weight * x;
            sums[2][block] += weight * y;
            sums[3][block] += weight * x * x;
            sums[4][block] += weight * x * y;
            if (contrast.slow(row)) {
                sums[5][block] += weight;
                sums[6][block] += weight * x;
            }
            if (contrast.typical(row)) {
                sums[7][block] += weight;
                sums[8][block] += weight * x;
            }
        }
        double origin = Double.isNaN(originX) ? 0 : originX;
        return new Slope(
                origin + value(contrast, drawn -> drawn.sum(sums[8]) / drawn.sum(sums[7])),
                origin + value(contrast, drawn -> drawn.sum(sums[6]) / drawn.sum(sums[5])),
                origin + value(contrast, drawn -> drawn.sum(sums[1]) / drawn.sum(sums[0])),
                value(contrast, drawn -> slope(drawn, sums)),
                contrast.estimate(drawn -> slope(drawn, sums)
                        * (drawn.sum(sums[6]) / drawn.sum(sums[5]) - drawn.sum(sums[8]) / drawn.sum(sums[7]))));
    }

    private static double value(Contrast contrast, ToDoubleFunction<Contrast.Drawn> statistic) {
        double value = statistic.applyAsDouble(contrast.run());
        return Double.isFinite(value) ? value : 0;
    }

    private static double slope(Contrast.Drawn drawn, double[][] sums) {
        double w = drawn.sum(sums[0]);
        double x = drawn.sum(sums[1]);
        double y = drawn.sum(sums[2]);
        double spread = w * drawn.sum(sums[3]) - x * x;
        return spread > 0 ? (w * drawn.sum(sums[4]) - x * y) / spread : NONE;
    }

    /** Whether it can be told from chance that the property goes with the tail, being one of several that were tried. */
    boolean tells(int tried) {
        Double lo = tailNs.lo();
        Double hi = tailNs.hi();
        if (lo == null || hi == null) {
            return false;
        }
        // Bonferroni, by the normal tail: 1.96 for one, 2.24 for two, 3.0 for twenty.
        double wider = Math.sqrt(1.96 * 1.96 + 2 * Math.log(Math.max(1, tried))) / 1.96;
        double value = tailNs.value();
        return value - wider * (value - lo) > 0 || value + wider * (hi - value) < 0;
    }
}
