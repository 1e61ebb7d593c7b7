package io.narrows.analysis;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The batches that measured traces were in.
 *
 * @param count how many
 * @param failed how many of them failed as a whole
 * @param meanSize mean number of members
 * @param maxSize most members
 * @param sizes number of batches by number of members
 * @param p50Ms median duration, from opening to end
 * @param p99Ms 99th percentile of the duration
 * @param padding useful and padded work, or null where the batches do not say
 */
public record BatchStatistics(
        long count,
        long failed,
        double meanSize,
        int maxSize,
        SortedMap<Integer, Long> sizes,
        double p50Ms,
        double p99Ms,
        @Nullable Padding padding) {

    public BatchStatistics {
        sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
    }

    /**
     * Work that batches did on padding.
     *
     * @param tokens tokens of the members
     * @param paddedTokens tokens computed, padding included
     */
    public record Padding(long tokens, long paddedTokens) {

        /** Part of the computed tokens that was padding, 0 to 1. */
        public double waste() {
            return paddedTokens == 0 ? 0 : 1 - (double) tokens / paddedTokens;
        }
    }
}
