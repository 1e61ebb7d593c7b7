package io.narrows.golden;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was measured: one value for each metric. An immutable value.
 *
 * @param values a metric that is absent was not measured; NaN where no limit would have passed
 */
public record GoldenFigures(Map<GoldenMetric, Double> values) {

    /** Nothing measured. */
    static final GoldenFigures NONE = new GoldenFigures(Map.of());

    public GoldenFigures {
        Map<GoldenMetric, Double> copy = new EnumMap<>(GoldenMetric.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    /** Whether a metric was measured. */
    public boolean has(GoldenMetric metric) {
        return values.containsKey(metric);
    }

    /** The value of a metric: the limit that would have passed; NaN where none would have, or nothing was measured. */
    public double get(GoldenMetric metric) {
        return values.getOrDefault(metric, Double.NaN);
    }

    /** For each metric the worse of both values, or the only one. */
    GoldenFigures worse(GoldenFigures other) {
        Map<GoldenMetric, Double> merged = new EnumMap<>(GoldenMetric.class);
        merged.putAll(values);
        other.values.forEach((metric, value) -> merged.merge(metric, value, metric::worse));
        return new GoldenFigures(merged);
    }

    GoldenFigures with(GoldenMetric metric, double value) {
        Map<GoldenMetric, Double> merged = new EnumMap<>(GoldenMetric.class);
        merged.putAll(values);
        merged.put(metric, value);
        return new GoldenFigures(merged);
    }

    void write(ObjectNode node) {
        values.forEach((metric, value) -> {
            if (Double.isFinite(value)) {
                node.put(metric.key(), value);
            } else {
                node.putNull(metric.key());
            }
        });
    }
}
