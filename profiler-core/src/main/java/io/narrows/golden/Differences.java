package io.narrows.golden;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** How two tensors of floats of the same shape differ, element by element and row by row. Immutable once made. */
final class Differences {
    /** Elements below this part of the largest of their row are held against that part, in the relative difference. */
    private static final double SMALL = 1e-3;

    private int oddElements;
    private int firstOdd = -1;
    private int otherBits;
    private int firstOther = -1;
    private double maxAbs;
    private int maxAbsAt;
    private double maxRel;
    private int maxRelAt;
    private double maxUlp;
    private int maxUlpAt;
    private double minCosine = 1;
    private double signalPower;
    private double errorPower;

    private Differences() {}

    /**
     * Compares.
     *
     * @param expected floats of some precision
     * @param actual as many of the same precision
     * @param ulpFloor differences up to this count as 0 ULP
     */
    static Differences of(GoldenTensor expected, GoldenTensor actual, double ulpFloor) {
        Differences found = new Differences();
        double[] wanted = Tensors.reals(expected);
        double[] answered = Tensors.reals(actual);
        boolean doubles = expected instanceof GoldenTensor.Doubles;
        double normal = doubles ? Double.MIN_NORMAL : Float.MIN_NORMAL;
        DoubleUnaryOperator ulp = doubles ? Math::ulp : value -> Math.ulp((float) value);
        int width = Tensors.rowWidth(expected.shape(), wanted.length);
        for (int from = 0; from < wanted.length; from += width) {
            found.row(wanted, answered, from, from + width, normal, ulp, ulpFloor);
        }
        found.minCosine = Cosine.smallest(expected.shape(), wanted, answered);
        return found;
    }

    /*
     * An element is a sum of many products, and its error is a part of what was summed, not of what was left of it: an element
     * near zero is off by as much as its large neighbours. So the last place that differences are counted in is that of the
     * row's largest element.
     *
     * A row of zeros has no such place: below the smallest normal number, that number is the unit, and no quotient is larger
     * than the largest double.
     */
    private void row(
            double[] expected,
            double[] actual,
            int from,
            int to,
            double normal,
            DoubleUnaryOperator ulpOf,
            double ulpFloor) {
        double largest = 0;
        for (int i = from; i < to; i++) {
            largest = Double.isFinite(expected[i]) ? Math.max(largest, Math.abs(expected[i])) : largest;
        }
        double smallest = Math.max(SMALL * largest, normal);
        double ulp = largest < normal ? normal : ulpOf.applyAsDouble(largest);
        for (int i = from; i < to; i++) {
            if (Double.doubleToLongBits(expected[i]) != Double.doubleToLongBits(actual[i])) {
                firstOther = otherBits++ == 0 ? i : firstOther;
            }
            if (Double.isFinite(expected[i]) && Double.isFinite(actual[i])) {
                double abs = Math.abs(expected[i] - actual[i]);
                finite(expected[i], abs, i, smallest, abs > ulpFloor ? finite(abs / ulp) : 0);
            } else if (Double.compare(expected[i], actual[i]) != 0) {
                firstOdd = oddElements++ == 0 ? i : firstOdd;
            }
        }
    }

    private static double finite(double quotient) {
        return Math.min(quotient, Double.MAX_VALUE);
    }

    private void finite(double expected, double abs, int at, double smallest, double ulps) {
        signalPower += expected * expected;
        errorPower += abs * abs;
        if (abs > maxAbs) {
            maxAbs = abs;
            maxAbsAt = at;
        }
        double rel = finite(abs / Math.max(Math.abs(expected), smallest));
        if (rel > maxRel) {
            maxRel = rel;
            maxRelAt = at;
        }
        if (ulps > maxUlp) {
            maxUlp = ulps;
            maxUlpAt = at;
        }
    }

    /** Number of elements that are NaN or infinite in one and not the same in the other. */
    int oddElements() {
        return oddElements;
    }

    int firstOdd() {
        return firstOdd;
    }

    /** Number of elements whose bits differ; all NaN have the same bits here. */
    int otherBits() {
        return otherBits;
    }

    int firstOtherBits() {
        return firstOther;
    }

    double signalPower() {
        return signalPower;
    }

    double errorPower() {
        return errorPower;
    }

    /** The element in which a metric is worst; of a cosine, the one that differs most. */
    int at(GoldenMetric metric) {
        return switch (metric) {
            case MAX_REL -> maxRelAt;
            case MAX_ULP -> maxUlpAt;
            default -> maxAbsAt;
        };
    }

    double value(GoldenMetric metric) {
        return switch (metric) {
            case MAX_ABS -> maxAbs;
            case MAX_REL -> maxRel;
            case MAX_ULP -> maxUlp;
            case COSINE -> minCosine;
            default -> throw new IllegalArgumentException(metric + " is no metric of one answer");
        };
    }

    /** The figures of one answer; NaN each where odd elements are. */
    GoldenFigures figures() {
        if (oddElements > 0) {
            return odd();
        }
        return new GoldenFigures(Map.of(
                GoldenMetric.MAX_ABS, maxAbs,
                GoldenMetric.MAX_REL, maxRel,
                GoldenMetric.MAX_ULP, maxUlp,
                GoldenMetric.COSINE, minCosine));
    }

    /** What is said of answers that cannot be held against each other. */
    static GoldenFigures odd() {
        return new GoldenFigures(Map.of(
                GoldenMetric.MAX_ABS, Double.NaN,
                GoldenMetric.MAX_REL, Double.NaN,
                GoldenMetric.MAX_ULP, Double.NaN,
                GoldenMetric.COSINE, Double.NaN));
    }

    /** What is said of answers of texts that are equal. */
    static GoldenFigures none() {
        return new Differences().figures();
    }
}
