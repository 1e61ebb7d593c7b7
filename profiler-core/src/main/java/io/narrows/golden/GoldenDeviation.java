package io.narrows.golden;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The place where an answer lies farthest from the expected one, or what is wrong with its form. An immutable value.
 *
 * @param sample id of the sample; empty where all samples together are meant
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
        /** Whole numbers or truth values differ. */
        VALUE("value"),
        /** Number of elements of which a bit differs, where none may. */
        BITS("bits"),
        /** Largest absolute difference of an element. */
        MAX_ABS(GoldenMetric.MAX_ABS),
        /** Largest difference of an element as a part of the expected one. */
        MAX_REL(GoldenMetric.MAX_REL),
        /** Largest difference of an element, in units of the last place of the largest of its row. */
        MAX_ULP(GoldenMetric.MAX_ULP),
        /** Smallest cosine of a row with the expected row. */
        COSINE(GoldenMetric.COSINE),
        /** Power of the expected values over the power of the differences, over all samples. */
        SQNR(GoldenMetric.SQNR),
        /** Part of the rows whose nearest neighbour is the expected one, over all samples. */
        NEIGHBOURS(GoldenMetric.NEIGHBOURS),
        /** Rank correlation of the similarities of all pairs of rows, over all samples. */
        RANKS(GoldenMetric.RANKS);

        private final String word;
        private final @Nullable GoldenMetric measured;

        Metric(String word) {
            this.word = word;
            this.measured = null;
        }

        Metric(GoldenMetric measured) {
            // "cosine" is what results have always said
            this.word = measured == GoldenMetric.COSINE ? "cosine" : measured.word();
            this.measured = measured;
        }

        /** Its name in words, also in result files. */
        public String word() {
            return word;
        }

        static Metric of(GoldenMetric metric) {
            return Arrays.stream(values())
                    .filter(one -> one.measured == metric)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** How bad it is: 1 lies on the tolerance, above it is outside; infinite where the form is wrong. */
    double severity() {
        if (metric == Metric.BITS) {
            return value;
        }
        GoldenMetric measured = metric.measured;
        return measured == null || Double.isNaN(value) ? Double.POSITIVE_INFINITY : measured.severity(value, limit);
    }

    /** One line that names sample, text, output, element, metric, value and limit. */
    public String line() {
        StringBuilder line = new StringBuilder();
        if (sample.isEmpty()) {
            line.append("all samples, asked ").append(mode).append(": ");
        } else {
            line.append("sample '" + sample + "' " + text + ", asked " + mode + ": ");
        }
        if (!output.isEmpty()) {
            line.append("output '").append(output).append("' ");
        }
        if (metric == Metric.EXCEPTION) {
            return line.append("no answer: ").append(actual).toString();
        }
        if (element >= 0) {
            line.append("element ").append(element).append(' ').append(index).append(": ");
        }
        GoldenMetric measured = metric.measured;
        if ((measured == null && metric != Metric.BITS) || Double.isNaN(value)) {
            return line.append(metric.word)
                    .append(": expected ")
                    .append(expected)
                    .append(", actual ")
                    .append(actual)
                    .toString();
        }
        line.append(metric.word)
                .append(' ')
                .append(value)
                .append(measured == null || measured.atMost() ? " with limit " : " with minimum ")
                .append(limit);
        return element < 0
                ? line.toString()
                : line.append(" (expected ")
                        .append(expected)
                        .append(", actual ")
                        .append(actual)
                        .append(')')
                        .toString();
    }

    void write(ObjectNode node) {
        if (!sample.isEmpty()) {
            node.put("sample", sample);
            node.put("text", text);
        }
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
