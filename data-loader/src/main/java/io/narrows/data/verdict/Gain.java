package io.narrows.data.verdict;

import java.util.Locale;

/**
 * A change of the throughput as a part of it, 0.21 for 21 % more, with its 95 % interval.
 *
 * @param value the change
 * @param lo lower end of the interval; {@link Double#NaN} where there are too few windows for one
 * @param hi upper end, likewise
 */
public record Gain(double value, double lo, double hi) {

    /** Whether even the lower end is above some part; where there is no interval, false. */
    public boolean surelyAbove(double part) {
        return lo > part;
    }

    /** {@code +21.0 % [18.2, 23.9]}. */
    public String text() {
        String interval = Double.isNaN(lo) ? "" : String.format(Locale.ROOT, " [%.1f, %.1f]", 100 * lo, 100 * hi);
        return String.format(Locale.ROOT, "%+.1f %%%s", 100 * value, interval);
    }
}
