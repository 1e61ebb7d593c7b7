package io.narrows.log;

import java.util.Arrays;
import java.util.List;

/**
 * How long all traces that ended in an interval took, kept or not. Times are ns of the run's monotonic clock.
 *
 * @param startNs start of the interval
 * @param endNs its end
 * @param histograms one for each kind and stage of which something ended in it
 */
public record HistogramInterval(long startNs, long endNs, List<Histogram> histograms) implements LogDocument {

    public HistogramInterval {
        histograms = List.copyOf(histograms);
    }

    /** What a histogram counts. The order of the constants is part of the log format. */
    public enum Of {
        /** Durations of the traces of a kind. */
        KIND_LATENCY,
        /** Durations of the spans of a stage; a span of a batch counts once for each member. */
        STAGE_TIME
    }

    /**
     * Counts of durations in the buckets of {@link LatencyBuckets}; buckets that nothing fell into are left out.
     *
     * @param of what is counted
     * @param id id of the kind or stage
     * @param count number of durations
     * @param sumNs their sum
     * @param maxNs the longest
     * @param buckets indexes of buckets, ascending
     * @param counts how many fell into each of them
     */
    @SuppressWarnings("ArrayRecordComponent") // equality is by content below; copies go in and out
    public record Histogram(Of of, int id, long count, long sumNs, long maxNs, int[] buckets, long[] counts) {

        /**
         * Copies the arrays.
         *
         * @throws IllegalArgumentException if the arrays differ in length or the buckets do not ascend from 0 or more
         */
        public Histogram {
            if (buckets.length != counts.length) {
                throw new IllegalArgumentException(
                        "histogram of " + buckets.length + " buckets and " + counts.length + " counts");
            }
            for (int i = 0; i < buckets.length; i++) {
                if (buckets[i] < 0 || (i > 0 && buckets[i] <= buckets[i - 1])) {
                    throw new IllegalArgumentException("bucket " + buckets[i] + " of a histogram is out of order");
                }
            }
            buckets = buckets.clone();
            counts = counts.clone();
        }

        /** Returns a copy. */
        @Override
        public int[] buckets() {
            return buckets.clone();
        }

        /** Returns a copy. */
        @Override
        public long[] counts() {
            return counts.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Histogram h
                    && of == h.of
                    && id == h.id
                    && count == h.count
                    && sumNs == h.sumNs
                    && maxNs == h.maxNs
                    && Arrays.equals(buckets, h.buckets)
                    && Arrays.equals(counts, h.counts);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(new long[] {
                of.hashCode(), id, count, sumNs, maxNs, Arrays.hashCode(buckets), Arrays.hashCode(counts)
            });
        }

        @Override
        public String toString() {
            return "Histogram[of=" + of + ", id=" + id + ", count=" + count + ", sumNs=" + sumNs + ", maxNs=" + maxNs
                    + ", buckets=" + Arrays.toString(buckets) + ", counts=" + Arrays.toString(counts) + "]";
        }
    }
}
