package io.narrows.golden;

import io.narrows.golden.GoldenDeviation.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
        if (!Tensors.datatype(expected).equals(Tensors.datatype(actual))) {
            form(expected.name(), -1, "", Metric.DATATYPE, Tensors.datatype(expected), Tensors.datatype(actual));
        } else if (!expected.shape().equals(actual.shape())
                || Tensors.elements(actual.shape()) != Tensors.count(actual)) {
            form(
                    expected.name(),
                    -1,
                    "",
                    Metric.SHAPE,
                    expected.shape().toString(),
                    actual.shape() + " with " + Tensors.count(actual) + " values");
        } else if (expected instanceof GoldenTensor.Floats e && actual instanceof GoldenTensor.Floats a) {
            floats(e, a.values());
        } else if (expected instanceof GoldenTensor.Texts e && actual instanceof GoldenTensor.Texts a) {
            texts(e, a.values());
        }
    }

    private void texts(GoldenTensor.Texts expected, List<String> actual) {
        comparedElements += actual.size();
        for (int i = 0; i < actual.size(); i++) {
            String wanted = expected.values().get(i);
            if (!Objects.equals(wanted, actual.get(i))) {
                form(
                        expected.name(),
                        i,
                        Tensors.index(expected.shape(), i),
                        Metric.TEXT,
                        GoldenText.quote(wanted),
                        GoldenText.quote(actual.get(i)));
                return;
            }
        }
    }

    private void floats(GoldenTensor.Floats expected, float[] actual) {
        Differences differences = Differences.of(expected.shape(), expected.values(), actual, tolerance.ulpFloor());
        comparedElements += actual.length;
        bitEqual &= differences.otherBits() == 0;
        together.add(expected.name(), expected.shape(), expected.values(), actual, differences);
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
            GoldenTensor.Floats expected,
            float[] actual,
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
                Float.toString(expected.values()[element]),
                Float.toString(actual[element]),
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
