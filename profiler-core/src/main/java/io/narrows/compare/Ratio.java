package io.narrows.compare;

import io.narrows.analysis.statistics.Estimate;

/** Ratios of two independent estimates. */
public final class Ratio {

    private Ratio() {}

    /**
     * The second divided by the first, with a 95 % interval from theirs.
     *
     * <p>On the logarithms, by the method of variance estimates recovery: the distance of a limit from the ratio is the root
     * of the sum of squares of the two distances that work against it (Zou and Donner, Construction of confidence limits
     * about effect measures, 2008). So an interval that is longer on one side stays longer on that side.
     *
     * @param first what it is compared with
     * @param second what is compared
     * @return the ratio; without an interval where either has none, or where a limit is not above 0; NaN where a value is not
     */
    public static Estimate of(Estimate first, Estimate second) {
        if (!(first.value() > 0) || !(second.value() > 0)) {
            return Estimate.withoutInterval(Double.NaN);
        }
        double ratio = second.value() / first.value();
        Double firstLo = first.lo();
        Double firstHi = first.hi();
        Double secondLo = second.lo();
        Double secondHi = second.hi();
        if (firstLo == null
                || firstHi == null
                || secondLo == null
                || secondHi == null
                || !(firstLo > 0 && secondLo > 0)) {
            return Estimate.withoutInterval(ratio);
        }
        double down = Math.hypot(Math.log(second.value() / secondLo), Math.log(firstHi / first.value()));
        double up = Math.hypot(Math.log(secondHi / second.value()), Math.log(first.value() / firstLo));
        return new Estimate(ratio, ratio * Math.exp(-down), ratio * Math.exp(up));
    }

    /** A ratio with its interval widened by a factor on the logarithms. */
    static Estimate widened(Estimate ratio, double factor) {
        Double lo = ratio.lo();
        Double hi = ratio.hi();
        if (lo == null || hi == null) {
            return ratio;
        }
        return new Estimate(
                ratio.value(),
                ratio.value() * Math.pow(lo / ratio.value(), factor),
                ratio.value() * Math.pow(hi / ratio.value(), factor));
    }
}
