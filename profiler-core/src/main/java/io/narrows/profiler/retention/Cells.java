package io.narrows.profiler.retention;

import io.narrows.log.HistogramInterval.Histogram;
import io.narrows.log.HistogramInterval.Of;
import io.narrows.log.LatencyBuckets;
import java.util.Arrays;

/** Counts of durations of one kind or stage since they were last reset. Grows to the longest seen. Not thread-safe. */
final class Cells {
    private static final int STEP = 64;

    private long[] counts = new long[STEP];
    private int used;
    private long count;
    private long sumNs;
    private long maxNs;

    void add(long durationNs) {
        int bucket = LatencyBuckets.index(durationNs);
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, Math.min(LatencyBuckets.COUNT, bucket + STEP));
        }
        if (counts[bucket]++ == 0) {
            used++;
        }
        count++;
        sumNs += durationNs;
        maxNs = Math.max(maxNs, durationNs);
    }

    /** Number of durations. */
    long count() {
        return count;
    }

    /** Number of buckets that something fell into. */
    int used() {
        return used;
    }

    Histogram histogram(Of of, int id) {
        int[] buckets = new int[used];
        long[] perBucket = new long[used];
        int at = 0;
        for (int bucket = 0; at < used; bucket++) {
            if (counts[bucket] != 0) {
                buckets[at] = bucket;
                perBucket[at] = counts[bucket];
                at++;
            }
        }
        return new Histogram(of, id, count, sumNs, maxNs, buckets, perBucket);
    }

    void reset() {
        Arrays.fill(counts, 0);
        used = 0;
        count = 0;
        sumNs = 0;
        maxNs = 0;
    }
}
