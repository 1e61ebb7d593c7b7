package io.narrows.analysis.statistics;

import org.jspecify.annotations.Nullable;

/**
 * A number measured on a sample, with its 95 % confidence interval where the sample is large enough to give one.
 *
 * @param value the estimate
 * @param lo lower end of the interval, or null where the effective sample is too small
 * @param hi upper end of the interval, or null where the effective sample is too small
 */
public record Estimate(
        double value, @Nullable Double lo, @Nullable Double hi) {

    public Estimate {
        if ((lo == null) != (hi == null)) {
            throw new IllegalArgumentException("an interval needs both ends, got lo=" + lo + ", hi=" + hi);
        }
    }

    /** An estimate without an interval: the effective sample is too small. */
    public static Estimate withoutInterval(double value) {
        return new Estimate(value, null, null);
    }

    /** The same estimate in another unit: value and interval multiplied by a positive factor. */
    public Estimate times(double factor) {
        Double low = lo;
        Double high = hi;
        return low == null || high == null
                ? withoutInterval(value * factor)
                : new Estimate(value * factor, low * factor, high * factor);
    }
}
