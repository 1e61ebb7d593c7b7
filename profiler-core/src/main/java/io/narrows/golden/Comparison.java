package io.narrows.golden;

import io.narrows.golden.GoldenDeviation.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares one answer with the expected one. One use per answer; not thread-safe. */
final class Comparison {
    private final GoldenSample sample;
    private final String mode;
    private final GoldenTolerance tolerance;
    private final SetMeasures together;
    private final List<GoldenDeviation> found = new ArrayList<>();
    private GoldenFigures figures = Differences.none();
    private int comparedElements;
    private boolean bitEqual = true;

    /**
     * @param together takes what is said of all samples
     */
    Comparison(GoldenSample sample, String mode, GoldenTolerance tolerance, SetMeasures together) {
        this.sample = sample;
        this.mode = mode;
        this.tolerance = tolerance;
        this.together = together;
    }

    /** What was found: faults of form, and for every output and limit the place that is farthest out. */
    List<GoldenDeviation> found() {
        return found;
    }

    boolean passed() {
        return comparedElements > 0 && found.stream().allMatch(GoldenDeviation::within);
    }

    /** Whether any value was held against an expected one. */
    boolean comparedAnything() {
        return comparedElements > 0;
    }

    /** Whether the answer is the expected one to the last bit. */
    boolean bitEqual() {
        return bitEqual;
    }

    /** The limits that would have passed, NaN where none would have. */
    GoldenFigures figures() {
        return figures;
    }

    Comparison failed(String message) {
        form("", -1, "", Metric.EXCEPTION, "an answer", message);
        return this;
    }

    Comparison with(List<GoldenTensor> answer) {
        Map<String, GoldenTensor> actual = new HashMap<>();
        for (GoldenTensor tensor : answer) {
            if (actual.put(tensor.name(), tensor) != null) {
                form(tensor.name(), -1, "", Metric.DUPLICATE_OUTPUT, "one", "two");
            }
        }
        for (GoldenTensor expected : sample.outputs()) {
            GoldenTensor answered = actual.remove(expected.name());
            if (answered == null) {
                form(expected.name(), -1, "", Metric.MISSING_OUTPUT, expected.name(), "none");
            } else {
                compare(expected, answered);
            }
        }
        actual.keySet().stream().sorted().forEach(name -> form(name, -1, "", Metric.EXTRA_OUTPUT, "none", name));
        return this;
    }

    private void compare(GoldenTensor expected, GoldenTensor actual) {
        if (!Datatypes.of(expected).equals(Datatypes.of(actual))) {
            form(expected.name(), -1, "", Metric.DATATYPE, Datatypes.of(expected), Datatypes.of(actual));
        } else if (!expected.shape().equals(actual.shape())
                || Tensors.elements(actual.shape()) != Tensors.count(actual)) {
            form(
                    expected.name(),
                    -1,
                    "",
                    Metric.SHAPE,
                    expected.shape().toString(),
                    actual.shape() + " with " + Tensors.count(actual) + " values");
        } else if (Tensors.real(expected)) {
            reals(expected, actual);
        } else {
            exact(expected, actual);
        }
    }

    /** Texts, whole numbers and truth values are equal or not, in every tier. */
    private void exact(GoldenTensor expected, GoldenTensor actual) {
        comparedElements += Tensors.count(actual);
        int at = Tensors.firstOther(expected, actual);
        if (at >= 0) {
            form(
                    expected.name(),
                    at,
                    Tensors.index(expected.shape(), at),
                    expected instanceof GoldenTensor.Texts ? Metric.TEXT : Metric.VALUE,
                    Tensors.value(expected, at),
                    Tensors.value(actual, at));
        }
    }

    private void reals(GoldenTensor expected, GoldenTensor actual) {
        Differences differences = Differences.of(expected, actual, tolerance.ulpFloor());
        comparedElements += Tensors.count(actual);
        bitEqual &= differences.otherBits() == 0;
        together.add(expected, actual, differences);
        figures = figures.worse(differences.figures());
        if (differences.oddElements() > 0) {
            number(expected, actual, differences.firstOdd(), Metric.NON_FINITE, differences.oddElements(), 0, false);
            return;
        }
        if (tolerance.tier() == GoldenTolerance.Tier.BITWISE) {
            int at = Math.max(0, differences.firstOtherBits());
            number(expected, actual, at, Metric.BITS, differences.otherBits(), 0, differences.otherBits() == 0);
            return; // says more than the limit of 0 ULP, which zero and negative zero keep
        }
        tolerance.limits().forEach((metric, limit) -> {
            if (metric.ofEachSample()) {
                double value = differences.value(metric);
                boolean within = metric.holds(value, limit);
                number(expected, actual, differences.at(metric), Metric.of(metric), value, limit, within);
            }
        });
    }

    private void number(
            GoldenTensor expected,
            GoldenTensor actual,
            int element,
            Metric metric,
            double value,
            double limit,
            boolean within) {
        found.add(new GoldenDeviation(
                sample.id(),
                sample.label(),
                mode,
                expected.name(),
                element,
                Tensors.index(expected.shape(), element),
                metric,
                Tensors.value(expected, element),
                Tensors.value(actual, element),
                value,
                limit,
                within));
    }

    private void form(String output, int element, String index, Metric metric, String expected, String actual) {
        bitEqual = false;
        figures = figures.worse(Differences.odd());
        found.add(new GoldenDeviation(
                sample.id(),
                sample.label(),
                mode,
                output,
                element,
                index,
                metric,
                expected,
                actual,
                Double.NaN,
                Double.NaN,
                false));
    }
}
