package io.narrows.whatif;

import io.narrows.analysis.statistics.Estimate;

/**
 * One number of a run before and after a change.
 *
 * @param before as observed
 * @param after as predicted, in the same unit
 * @param changePercent by how many percent it changes, negative for less
 */
public record Quantity(double before, Estimate after, Estimate changePercent) {

    /** Of what is observed and the predicted ratio of after to before. */
    static Quantity of(double before, Estimate ratio) {
        Double lo = ratio.lo();
        Double hi = ratio.hi();
        double value = (ratio.value() - 1) * 100;
        return new Quantity(
                before,
                ratio.times(before),
                lo == null || hi == null
                        ? Estimate.withoutInterval(value)
                        : new Estimate(value, (lo - 1) * 100, (hi - 1) * 100));
    }
}
