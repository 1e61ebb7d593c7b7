package io.narrows.golden;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The place where an answer lies farthest from the expected one, or what is wrong with its form. An immutable value.
 *
 * @param sample id of the sample
 * @param text the sample's text, shortened and escaped
 * @param mode how it was asked: {@code alone} or {@code in a batch of N}
 * @param output name of the output; empty where the whole answer is meant
 * @param element flat index of the element, -1 where there is none
 * @param index the same index by dimension, for example {@code [0, 17]}; empty where there is none
 * @param metric what was compared
 * @param expected expected value at the element, or the expected form
 * @param actual actual value at the element, or the actual form
 * @param value value of the metric; NaN where the metric is not a number
 * @param limit what the tolerance asks of the metric; NaN where the metric is not a number
 * @param within whether the tolerance holds here
 */
public record GoldenDeviation(
        String sample,
        String text,
        String mode,
        String output,
        int element,
        String index,
        Metric metric,
        String expected,
        String actual,
        double value,
        double limit,
        boolean within) {

    /** What is compared. */
    public enum Metric {
        /** The model failed; {@code actual} is its message. */
        EXCEPTION("exception"),
        /** An expected output is not there. */
        MISSING_OUTPUT("missing output"),
        /** There is an output that the set does not know. */
        EXTRA_OUTPUT("extra output"),
        /** The same output is there twice. */
        DUPLICATE_OUTPUT("duplicate output"),
        /** Datatypes differ. */
        DATATYPE("datatype"),
        /** Shapes differ, or the shape does not fit the number of values. */
        SHAPE("shape"),
        /** Number of elements that are NaN or infinite in one answer and not the same in the other. */
        NON_FINITE("NaN or infinity"),
        /** Texts differ. */
        TEXT("text"),
        /** Largest absolute difference of an element. */
        MAX_ABS("max abs"),
        /** Smallest cosine of a row with the expected row. */
        COSINE("cosine");

        private final String word;

        Metric(String word) {
            this.word = word;
        }

        /** Its name in words, also in result files. */
        public String word() {
            return word;
        }
    }

    /** How bad it is: 1 lies on the tolerance, above it is outside; infinite where the form is wrong. */
    double severity() {
        return switch (metric) {
            case MAX_ABS -> ratio(value, limit);
            case COSINE -> ratio(1 - value, 1 - limit);
            default -> Double.POSITIVE_INFINITY;
        };
    }

    private static double ratio(double value, double limit) {
        return value <= 0 ? 0 : limit <= 0 ? Double.POSITIVE_INFINITY : value / limit;
    }

    /** One line that names sample, text, output, element, metric, value and limit. */
    public String line() {
        StringBuilder line = new StringBuilder("sample '" + sample + "' " + text + ", asked " + mode + ": ");
        if (!output.isEmpty()) {
            line.append("output '").append(output).append("' ");
        }
        switch (metric) {
            case EXCEPTION -> line.append("no answer: ").append(actual);
            case MAX_ABS, COSINE ->
                line.append("element ")
                        .append(element)
                        .append(' ')
                        .append(index)
                        .append(": ")
                        .append(metric.word)
                        .append(' ')
                        .append(value)
                        .append(metric == Metric.COSINE ? " with minimum " : " with limit ")
                        .append(limit)
                        .append(" (expected ")
                        .append(expected)
                        .append(", actual ")
                        .append(actual)
                        .append(')');
            default -> {
                if (element >= 0) {
                    line.append("element ")
                            .append(element)
                            .append(' ')
                            .append(index)
                            .append(": ");
                }
                line.append(metric.word)
                        .append(": expected ")
                        .append(expected)
                        .append(", actual ")
                        .append(actual);
            }
        }
        return line.toString();
    }

    void write(ObjectNode node) {
        node.put("sample", sample);
        node.put("text", text);
        node.put("mode", mode);
        node.put("output", output);
        if (element >= 0) {
            node.put("element", element);
            node.put("index", index);
        }
        node.put("metric", metric.word);
        if (Double.isFinite(value)) {
            node.put("value", value);
            node.put("limit", limit);
        }
        node.put("expected", expected);
        node.put("actual", actual);
        node.put("within", within);
    }
}
