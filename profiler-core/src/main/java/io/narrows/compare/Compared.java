package io.narrows.compare;

import io.narrows.analysis.statistics.Estimate;

/**
 * One quantity of both runs.
 *
 * @param name what it is, as in report.json
 * @param unit unit of both values
 * @param lowerIsBetter whether less of it is better
 * @param first in the first run
 * @param second in the second run
 * @param ratio second divided by first; NaN where one of them is 0
 * @param verdict what that says
 */
public record Compared(
        String name,
        String unit,
        boolean lowerIsBetter,
        Estimate first,
        Estimate second,
        Estimate ratio,
        Verdict verdict) {

    /**
     * What it says where several quantities are looked at, and one of them is enough to speak of a change: as
     * {@link #verdict}, but with an interval widened by {@code factor} on the logarithms. What lies within the limits of no
     * change stays that.
     */
    Verdict amongSeveral(double factor, double within) {
        return verdict == Verdict.EQUIVALENT
                ? verdict
                : Verdict.of(Ratio.widened(ratio, factor), lowerIsBetter, within);
    }

    static Compared latency(String name, Estimate first, Estimate second, double within) {
        return of(name, "ms", true, first, second, within);
    }

    static Compared throughput(String name, Estimate first, Estimate second, double within) {
        return of(name, "1/s", false, first, second, within);
    }

    private static Compared of(
            String name, String unit, boolean lowerIsBetter, Estimate first, Estimate second, double within) {
        Estimate ratio = Ratio.of(first, second);
        return new Compared(name, unit, lowerIsBetter, first, second, ratio, Verdict.of(ratio, lowerIsBetter, within));
    }
}
