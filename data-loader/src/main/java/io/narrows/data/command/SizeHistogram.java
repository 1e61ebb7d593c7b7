package io.narrows.data.command;

/**
 * How sizes are spread, in bounded memory: quantiles are at most 1/128 above the true ones, least and largest exact. For one
 * thread.
 */
final class SizeHistogram {
    /*
     * Sizes below 128 have a bucket each; above, each power of two is cut into 128 buckets of equal width, as in Gil Tene's
     * HdrHistogram. A quantile is the upper end of its bucket, but never above the largest size.
     */
    private static final int STEPS_BITS = 7;
    private static final int STEPS = 1 << STEPS_BITS;

    private final long[] counts = new long[(64 - STEPS_BITS) * STEPS];
    private long count;
    private long sum;
    private long least = Long.MAX_VALUE;
    private long largest;

    /** Adds a size, 0 or above. */
    void add(long size) {
        counts[bucket(size)]++;
        count++;
        sum += size;
        least = Math.min(least, size);
        largest = Math.max(largest, size);
    }

    void add(SizeHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        sum += other.sum;
        least = Math.min(least, other.least);
        largest = Math.max(largest, other.largest);
    }

    long count() {
        return count;
    }

    long sum() {
        return sum;
    }

    /** 0 when there is none. */
    long least() {
        return count == 0 ? 0 : least;
    }

    long largest() {
        return largest;
    }

    /** The size that a share of all do not exceed; 0 when there is none. */
    long quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * (double) count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && count > 0) {
                return Math.max(least, Math.min(largest, upperEnd(i)));
            }
        }
        return 0;
    }

    private static int bucket(long size) {
        if (size < STEPS) {
            return (int) size;
        }
        int shift = 63 - Long.numberOfLeadingZeros(size) - STEPS_BITS;
        return (shift + 1) * STEPS + (int) ((size >>> shift) - STEPS);
    }

    private static long upperEnd(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        return ((long) (bucket % STEPS + STEPS + 1) << shift) - 1;
    }
}
