package io.narrows.data.command;

import org.jspecify.annotations.Nullable;

/**
 * How sizes are spread, in bounded memory: quantiles are at most 1/128 above the true ones, least and largest exact. It takes
 * 1 KiB for each power of two between them, where there are sizes. For one thread.
 */
final class SizeHistogram {
    /*
     * Sizes below 128 have a bucket each; above, each power of two is cut into 128 buckets of equal width, as in Gil Tene's
     * HdrHistogram. A quantile is the upper end of its bucket, but never above the largest size. The buckets of a power of two
     * are made with its first size: those of one field lie in few, and a data set may have a thousand fields.
     */
    private static final int STEPS_BITS = 7;
    private static final int STEPS = 1 << STEPS_BITS;

    private final long[] @Nullable [] counts = new long[64 - STEPS_BITS][];
    private long count;
    private long sum;
    private long least = Long.MAX_VALUE;
    private long largest;

    /** Adds a size, 0 or above. */
    void add(long size) {
        int bucket = bucket(size);
        of(bucket / STEPS)[bucket % STEPS]++;
        count++;
        sum += size;
        least = Math.min(least, size);
        largest = Math.max(largest, size);
    }

    void add(SizeHistogram other) {
        for (int power = 0; power < counts.length; power++) {
            long[] more = other.counts[power];
            if (more != null) {
                long[] sums = of(power);
                for (int i = 0; i < STEPS; i++) {
                    sums[i] += more[i];
                }
            }
        }
        count += other.count;
        sum += other.sum;
        least = Math.min(least, other.least);
        largest = Math.max(largest, other.largest);
    }

    private long[] of(int power) {
        long[] there = counts[power];
        if (there == null) {
            there = new long[STEPS];
            counts[power] = there;
        }
        return there;
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
        for (int power = 0; power < counts.length; power++) {
            long[] of = counts[power];
            for (int i = 0; of != null && i < STEPS; i++) {
                seen += of[i];
                if (seen >= rank) {
                    return Math.max(least, Math.min(largest, upperEnd(power * STEPS + i)));
                }
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
