package io.narrows.analysis;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The batches of a log, a few numbers each. A batch counts when a measured trace was in it. Not thread-safe. */
final class BatchTable {

    /** Attribute of a batch: tokens of its members. */
    static final String TOKENS = "batch.tokens";

    /** Attribute of a batch: tokens computed, padding included. */
    static final String PADDED_TOKENS = "batch.padded_tokens";

    private final Map<Long, Row> rows = new HashMap<>();
    private final Set<Long> measured = new HashSet<>();

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

    /** Notes the batches that a measured trace was in. */
    void measure(TraceDocument trace) {
        for (TraceDocument.Span span : trace.spans()) {
            if (span.batchSerial() != 0) {
                measured.add(span.batchSerial());
            }
        }
    }

    /** Members of a batch, 0 where the log does not hold it. */
    int size(long serial) {
        Row row = rows.get(serial);
        return row == null ? 0 : row.size;
    }

    @Nullable
    BatchStatistics statistics(Names names) {
        Row[] counted = measured.stream()
                .sorted()
                .map(rows::get)
                .filter(row -> row != null)
                .toArray(Row[]::new);
        if (counted.length == 0) {
            return null;
        }
        long[] durations = Arrays.stream(counted).mapToLong(Row::durationNs).toArray();
        Arrays.sort(durations);
        TreeMap<Integer, Long> sizes = new TreeMap<>();
        long failed = 0;
        long members = 0;
        for (Row row : counted) {
            sizes.merge(row.size, 1L, Long::sum);
            failed += row.failed ? 1 : 0;
            members += row.size;
        }
        return new BatchStatistics(
                counted.length,
                failed,
                (double) members / counted.length,
                sizes.lastKey(),
                sizes,
                Quantiles.of(durations, 0.5) / 1e6,
                Quantiles.of(durations, 0.99) / 1e6,
                padding(counted, names));
    }

    private static BatchStatistics.@Nullable Padding padding(Row[] rows, Names names) {
        long tokens = 0;
        long padded = 0;
        for (Row row : rows) {
            Long useful = row.attributes.get(names.attributeId(TOKENS));
            Long computed = row.attributes.get(names.attributeId(PADDED_TOKENS));
            if (useful != null && computed != null && useful <= computed) {
                tokens += useful;
                padded += computed;
            }
        }
        return padded == 0 ? null : new BatchStatistics.Padding(tokens, padded);
    }
}
