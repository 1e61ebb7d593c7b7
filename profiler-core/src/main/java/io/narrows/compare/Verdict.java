package io.narrows.compare;

import io.narrows.analysis.statistics.Estimate;

/** What can be said of a quantity that was measured twice. */
public enum Verdict {
    /** All of the interval lies on the better side of no change, and not all of it within what counts as equal. */
    IMPROVED,
    /** All of the interval lies on the worse side of no change, and not all of it within what counts as equal. */
    REGRESSED,
    /** All of the interval lies within what counts as equal. */
    EQUIVALENT,
    /** None of these: the runs were too short, or too noisy, to tell. */
    CANNOT_DECIDE;

    /**
     * Decides.
     *
     * @param ratio second run divided by first, with its interval
     * @param lowerIsBetter whether less of it is better
     * @param within how far a ratio may lie from 1 and still count as equal, 0.05 for 5 %
     */
    public static Verdict of(Estimate ratio, boolean lowerIsBetter, double within) {
        Double lo = ratio.lo();
        Double hi = ratio.hi();
        if (lo == null || hi == null) {
            return CANNOT_DECIDE;
        }
        if (lo >= 1 / (1 + within) && hi <= 1 + within) {
            return EQUIVALENT;
        }
        if (hi < 1) {
            return lowerIsBetter ? IMPROVED : REGRESSED;
        }
        if (lo > 1) {
            return lowerIsBetter ? REGRESSED : IMPROVED;
        }
        return CANNOT_DECIDE;
    }

    /** In a sentence. */
    public String words() {
        return switch (this) {
            case IMPROVED -> "improved";
            case REGRESSED -> "regressed";
            case EQUIVALENT -> "equivalent";
            case CANNOT_DECIDE -> "cannot decide";
        };
    }
}
