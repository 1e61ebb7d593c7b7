package io.narrows.server.model.search;

import java.util.Arrays;

/**
 * How many times as fast as all floats.
 *
 * @param ratio median of the ratios of rounds
 * @param lo lower end of its 95 % interval
 * @param hi upper end
 */
public record Speed(double ratio, double lo, double hi) {
    /** Standard deviations that a normal variable stays within in 95 % of cases. */
    private static final double Z95 = 1.96;

    /** The speed that rounds show: round i of one next to round i of the other. */
    static Speed of(long[] floatsNs, long[] timesNs) {
        double[] ratios = new double[timesNs.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = (double) floatsNs[i] / Math.max(1, timesNs[i]);
        }
        Arrays.sort(ratios);
        // Order statistics whose ranks a binomial of one half stays between: no assumption on how times are spread.
        double half = Z95 * Math.sqrt(ratios.length) / 2;
        int lo = (int) Math.max(0, Math.floor(ratios.length / 2.0 - half));
        int hi = (int) Math.min(ratios.length - 1, Math.ceil(ratios.length / 2.0 + half));
        return new Speed(ratios[ratios.length / 2], ratios[lo], ratios[hi]);
    }
}
