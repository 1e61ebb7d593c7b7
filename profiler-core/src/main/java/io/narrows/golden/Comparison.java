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
    private final List<GoldenDeviation> found = new ArrayList<>();
    private double maxAbs;
    private double minCosine = 1;
    private int comparedElements;

    Comparison(GoldenSample sample, String mode, GoldenTolerance tolerance) {
        this.sample = sample;
        this.mode = mode;
        this.tolerance = tolerance;
    }

    /** What was found: faults of form, and for every output its largest difference and smallest cosine. */
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

    /** The tolerance that would have passed, or NaN where none would have. */
    double maxAbs() {
        return maxAbs;
    }

    /** The tolerance that would have passed, or NaN where none would have. */
    double minCosine() {
        return minCosine;
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
        float[] wanted = expected.values();
        comparedElements += wanted.length;
        int farthest = 0;
        double largest = 0;
        int odd = 0;
        int firstOdd = -1;
        for (int i = 0; i < wanted.length; i++) {
            if (Float.isFinite(wanted[i]) && Float.isFinite(actual[i])) {
                double difference = Math.abs((double) wanted[i] - actual[i]);
                if (difference > largest) {
                    largest = difference;
                    farthest = i;
                }
            } else if (Float.compare(wanted[i], actual[i]) != 0) {
                odd++;
                firstOdd = firstOdd < 0 ? i : firstOdd;
            }
        }
        if (odd > 0) {
            number(expected, actual, firstOdd, Metric.NON_FINITE, odd, 0, false);
            maxAbs = Double.NaN;
            minCosine = Double.NaN;
            return;
        }
        number(expected, actual, farthest, Metric.MAX_ABS, largest, tolerance.maxAbs(), largest <= tolerance.maxAbs());
        double cosine = Cosine.smallest(expected.shape(), wanted, actual);
        number(
                expected,
                actual,
                farthest,
                Metric.COSINE,
                cosine,
                tolerance.minCosine(),
                cosine >= tolerance.minCosine());
        maxAbs = Math.max(maxAbs, largest);
        minCosine = Math.min(minCosine, cosine);
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
        maxAbs = Double.NaN;
        minCosine = Double.NaN;
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
