package io.narrows.golden;

import java.util.List;
import java.util.Map;

/** How two tensors of the same shape differ, element by element and row by row. Immutable once made. */
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
     * @param ulpFloor differences up to this count as 0 ULP
     */
    static Differences of(List<Long> shape, float[] expected, float[] actual, double ulpFloor) {
        Differences found = new Differences();
        int width = Tensors.rowWidth(shape, expected.length);
        for (int from = 0; from < expected.length; from += width) {
            found.row(expected, actual, from, from + width, ulpFloor);
        }
        found.minCosine = Cosine.smallest(shape, expected, actual);
        return found;
    }

    private void row(float[] expected, float[] actual, int from, int to, double ulpFloor) {
        double largest = 0;
        for (int i = from; i < to; i++) {
            largest = Float.isFinite(expected[i]) ? Math.max(largest, Math.abs(expected[i])) : largest;
        }
        double smallest = Math.max(SMALL * largest, Float.MIN_NORMAL);
        for (int i = from; i < to; i++) {
            if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
                firstOther = otherBits++ == 0 ? i : firstOther;
            }
            if (Float.isFinite(expected[i]) && Float.isFinite(actual[i])) {
                finite(expected[i], actual[i], i, smallest, ulpFloor);
            } else if (Float.compare(expected[i], actual[i]) != 0) {
                firstOdd = oddElements++ == 0 ? i : firstOdd;
            }
        }
    }

    private void finite(float expected, float actual, int at, double smallest, double ulpFloor) {
        double abs = Math.abs((double) expected - actual);
        signalPower += (double) expected * expected;
        errorPower += abs * abs;
        if (abs > maxAbs) {
            maxAbs = abs;
            maxAbsAt = at;
        }
        double rel = abs / Math.max(Math.abs(expected), smallest);
        if (rel > maxRel) {
            maxRel = rel;
            maxRelAt = at;
        }
        double ulp = abs > ulpFloor ? Ulps.between(expected, actual) : 0;
        if (ulp > maxUlp) {
            maxUlp = ulp;
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
