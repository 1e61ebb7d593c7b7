package io.narrows.analysis.accounting;

import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongToDoubleFunction;

/** Properties of the counted requests in columns, and which of them go with the tail. Not thread-safe. */
final class Properties {

    /** Attributes that name something and measure nothing. */
    private static final Set<String> NAMES = Set.of("input.hash", "shape", "model.hash");

    /** Attributes of which each value is a case of its own, and no value is more than another. */
    private static final Set<String> CHOICES = Set.of("cache", "shard", "variant");

    private static final String CACHE = "cache";
    private static final int MOST_COLUMNS = 32;
    private static final int MOST_VALUES = 64;

    private final Map<String, PackedColumn> numbers = new TreeMap<>();
    private final Map<String, PackedColumn> choices = new TreeMap<>();

    /** Notes what a request is like. */
    void add(int row, TraceDocument trace, StageNames names) {
        add(choices, "kind", row, trace.kind());
        for (TraceDocument.AttributeValue value : trace.attributes()) {
            String name = names.attribute(value.attribute());
            if (!name.isEmpty() && !NAMES.contains(name) && !name.endsWith("hash")) {
                add(CHOICES.contains(name) ? choices : numbers, name, row, value.value());
            }
        }
    }

    /** Notes the size of the batch that a request was in. */
    void batchSize(int row, int size) {
        add(numbers, "batch size", row, size);
    }

    private void add(Map<String, PackedColumn> columns, String name, int row, long value) {
        PackedColumn column = columns.get(name);
        if (column == null) {
            if (columns.size() >= MOST_COLUMNS) {
                return;
            }
            column = new PackedColumn();
            columns.put(name, column);
        }
        column.set(row, value);
    }

    /** Those that go with the tail, the largest first. */
    List<Covariate> told(Contrast contrast, Ledger ledger, StageNames names) {
        List<Covariate> told = new ArrayList<>();
        numbers.forEach((name, column) ->
                tell(told, name, Slope.of(contrast, number(column), Contrast.reading(ledger.latencies())), 1, false));
        choices.forEach((name, column) -> {
            List<Long> values = values(column, contrast);
            for (long value : values) {
                boolean miss = name.equals(CACHE);
                if (values.size() > 1 && (!miss || value == 0)) {
                    Slope slope = Slope.of(contrast, choice(column, value), Contrast.reading(ledger.latencies()));
                    tell(told, miss ? "cache miss" : choice(name, value, names), slope, miss ? 1 : values.size(), true);
                }
            }
        });
        told.sort(Comparator.comparingDouble(
                        (Covariate covariate) -> -Math.abs(covariate.tailMs().value()))
                .thenComparing(Covariate::name));
        return told;
    }

    /** Of a choice only what makes slower is told; what makes faster is its other side. */
    private static void tell(List<Covariate> told, String name, Slope slope, int tried, boolean slower) {
        if (slope.tells(tried)
                && !(slower && (slope.nsPerUnit() <= 0 || slope.tailNs().value() <= 0))) {
            told.add(new Covariate(
                    name,
                    slope.typical(),
                    slope.slow(),
                    slope.nsPerUnit() / 1e6,
                    slope.tailNs().times(1e-6)));
        }
    }

    private static String choice(String name, long value, StageNames names) {
        return name + " " + (name.equals("kind") ? names.kind((int) value) : Long.toString(value));
    }

    /** The values of a choice, none where they are too many to be one. */
    private static List<Long> values(PackedColumn column, Contrast contrast) {
        Set<Long> values = new TreeSet<>();
        PackedColumn.Cursor cursor = column.cursor();
        for (int row = 0; row < contrast.rows(); row++) {
            long value = contrast.counts(row) ? cursor.at(row) : PackedColumn.ABSENT;
            if (value != PackedColumn.ABSENT) {
                values.add(value);
                if (values.size() > MOST_VALUES) {
                    return List.of();
                }
            }
        }
        return List.copyOf(values);
    }

    private static Contrast.Values number(PackedColumn column) {
        return reading(column, value -> value);
    }

    private static Contrast.Values choice(PackedColumn column, long wanted) {
        return reading(column, value -> value == wanted ? 1 : 0);
    }

    private static Contrast.Values reading(PackedColumn column, LongToDoubleFunction meaning) {
        PackedColumn.Cursor cursor = column.cursor();
        return row -> {
            long value = cursor.at(row);
            return value == PackedColumn.ABSENT ? Double.NaN : meaning.applyAsDouble(value);
        };
    }
}
