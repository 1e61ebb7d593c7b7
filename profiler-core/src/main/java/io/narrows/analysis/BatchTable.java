package io.narrows.analysis;

import io.narrows.analysis.statistics.SortedSample;
import io.narrows.analysis.statistics.WeightColumn;
import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The batches of a log, a few numbers each. A batch counts when a measured trace was in it. Not thread-safe. */
final class BatchTable {

    /*
     * A batch is in the log when one of its members was kept, so large batches are there more often than small ones. Its
     * weight is therefore the sum of its kept members' weights divided by the number of its members, which is 1 on average
     * over the sampling, for every batch (the generalized weight share method [1]). Where nothing was sampled it is 1.
     *
     * 1. Lavallee, Indirect Sampling (2007)
     */

    /** Attribute of a batch: tokens of its members. */
    static final String TOKENS = "batch.tokens";

    /** Attribute of a batch: tokens computed, padding included. */
    static final String PADDED_TOKENS = "batch.padded_tokens";

    private final Map<Long, Row> rows = new HashMap<>();
    private final Map<Long, Double> measured = new HashMap<>();

    private record Row(long durationNs, int size, boolean failed, Map<Integer, Long> attributes) {}

    void add(BatchDocument batch) {
        Map<Integer, Long> attributes = new HashMap<>();
        for (TraceDocument.AttributeValue value : batch.attributes()) {
            attributes.put(value.attribute(), value.value());
        }
        rows.put(
                batch.serial(),
                new Row(
                        batch.endNs() - batch.startNs(),
                        batch.members().size(),
                        batch.failed(),
                        Map.copyOf(attributes)));
    }

    /** Notes the batches that a measured trace was in, once each. */
    void measure(TraceDocument trace) {
        List<TraceDocument.Span> spans = trace.spans();
        for (int i = 0; i < spans.size(); i++) {
            long serial = spans.get(i).batchSerial();
            if (serial != 0 && !seen(spans, i, serial)) {
                measured.merge(serial, trace.weight(), Double::sum);
            }
        }
    }

    private static boolean seen(List<TraceDocument.Span> spans, int before, long serial) {
        for (int i = before - 1; i >= 0; i--) {
            if (spans.get(i).batchSerial() == serial) {
                return true;
            }
        }
        return false;
    }

    /** Members of a batch, 0 where the log does not hold it. */
    int size(long serial) {
        Row row = rows.get(serial);
        return row == null ? 0 : row.size;
    }

    /**
     * Sums up.
     *
     * @param names names of attributes
     * @param sampled whether any measured trace stands for more or fewer requests than one
     */
    @Nullable
    BatchStatistics statistics(Names names, boolean sampled) {
        List<Row> counted = new ArrayList<>();
        WeightColumn weights = new WeightColumn();
        measured.keySet().stream().sorted().forEach(serial -> {
            Row row = rows.get(serial);
            double weight = sampled ? weight(serial) : 1;
            if (row != null && weight > 0) {
                counted.add(row);
                weights.add(weight);
            }
        });
        if (counted.isEmpty()) {
            return null;
        }
        SortedSample durations = SortedSample.of(
                counted.stream().mapToLong(Row::durationNs).toArray(),
                weights.of(IntStream.range(0, counted.size()).toArray()));
        TreeMap<Integer, Double> sizes = new TreeMap<>();
        double failed = 0;
        double members = 0;
        for (int i = 0; i < counted.size(); i++) {
            Row row = counted.get(i);
            sizes.merge(row.size, weights.get(i), Double::sum);
            failed += row.failed ? weights.get(i) : 0;
            members += row.size * weights.get(i);
        }
        TreeMap<Integer, Long> rounded = new TreeMap<>();
        sizes.forEach((size, weight) -> rounded.put(size, Math.round(weight)));
        return new BatchStatistics(
                Math.round(durations.weight()),
                Math.round(failed),
                members / durations.weight(),
                sizes.lastKey(),
                rounded,
                durations.quantile(0.5) / 1e6,
                durations.quantile(0.99) / 1e6,
                padding(counted, weights, names));
    }

    private double weight(long serial) {
        return measured.getOrDefault(serial, 0.0) / Math.max(1, size(serial));
    }

    private static BatchStatistics.@Nullable Padding padding(List<Row> rows, WeightColumn weights, Names names) {
        double tokens = 0;
        double padded = 0;
        for (int i = 0; i < rows.size(); i++) {
            Long useful = rows.get(i).attributes.get(names.attributeId(TOKENS));
            Long computed = rows.get(i).attributes.get(names.attributeId(PADDED_TOKENS));
            if (useful != null && computed != null && useful <= computed) {
                tokens += weights.get(i) * useful;
                padded += weights.get(i) * computed;
            }
        }
        return padded == 0 ? null : new BatchStatistics.Padding(Math.round(tokens), Math.round(padded));
    }
}
