package io.narrows.diagnosis;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the time of a batch's longest stage depends on what is in the batch: a line through time over size, by least squares.
 *
 * @param place the stage
 * @param batches how many batches the line goes through
 * @param meanMs mean time of the stage
 * @param fixedMs time that the line says for an empty batch; may be negative
 * @param padded whether size is counted in computed tokens, padding included; otherwise in members
 * @param fit part of the variance that the line explains, 0 to 1
 * @param varied whether batches of different sizes were seen, without which there is no line
 * @param meanSize mean number of members
 * @param maxSize largest number of members
 * @param atMax part of the batches with that many members
 */
record BatchCost(
        Draft.Place place,
        int batches,
        double meanMs,
        double fixedMs,
        boolean padded,
        double fit,
        boolean varied,
        double meanSize,
        int maxSize,
        double atMax) {

    private static final String PADDED_TOKENS = "batch.padded_tokens";

    /** Part of the mean time that does not depend on the size, 0 to 1. */
    double fixedPart() {
        return meanMs <= 0 ? 0 : Math.min(1, Math.max(0, fixedMs / meanMs));
    }

    /** Measures, or null where there are no batches with a stage. */
    static @Nullable BatchCost of(List<BatchDocument> batches, Names names) {
        Integer stage = longest(batches);
        if (stage == null) {
            return null;
        }
        int tokens = names.attribute(PADDED_TOKENS);
        boolean padded = tokens >= 0 && batches.stream().allMatch(batch -> value(batch, tokens) > 0);
        Line line = new Line();
        int maxSize = 0;
        long members = 0;
        for (BatchDocument batch : batches) {
            int size = batch.members().size();
            line.add((double) (padded ? value(batch, tokens) : size), ns(batch, stage) / 1e6);
            maxSize = Math.max(maxSize, size);
            members += size;
        }
        int largest = maxSize;
        long full = batches.stream().filter(b -> b.members().size() == largest).count();
        String name = names.stage(stage);
        return new BatchCost(
                new Draft.Place(name, names.segment(name)),
                batches.size(),
                line.meanY(),
                line.intercept(),
                padded,
                line.fit(),
                line.varied(),
                (double) members / batches.size(),
                maxSize,
                (double) full / batches.size());
    }

    private static @Nullable Integer longest(List<BatchDocument> batches) {
        Map<Integer, Long> sums = new TreeMap<>();
        for (BatchDocument batch : batches) {
            for (TraceDocument.Span span : batch.spans()) {
                sums.merge(span.stage(), span.endNs() - span.startNs(), Long::sum);
            }
        }
        return sums.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static double ns(BatchDocument batch, int stage) {
        return batch.spans().stream()
                .filter(span -> span.stage() == stage)
                .mapToDouble(span -> span.endNs() - span.startNs())
                .sum();
    }

    private static long value(BatchDocument batch, int attribute) {
        for (TraceDocument.AttributeValue value : batch.attributes()) {
            if (value.attribute() == attribute) {
                return value.value();
            }
        }
        return 0;
    }
}
