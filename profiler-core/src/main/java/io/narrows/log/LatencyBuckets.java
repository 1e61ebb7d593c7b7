package io.narrows.log;

/**
 * The buckets of the log's histograms: log-linear, so that no bucket is wider than 1/32 of the values in it.
 *
 * <p>Stateless and thread-safe. The numbering is part of the log format.
 */
public final class LatencyBuckets {

    /*
     * Values below 32 have a bucket each. From there on every power of two is cut into 32 buckets of the same width:
     *
     *     index = 32 * (e - 4) + the five bits below the highest one,   e = number of the highest bit
     *
     * as in HdrHistogram (Gil Tene), with the smallest unit 1 ns.
     */
    private static final int SUB_BITS = 5;
    private static final int SUB = 1 << SUB_BITS;

    /** Number of buckets that there are. */
    public static final int COUNT = (Long.SIZE - SUB_BITS) * SUB;

    private LatencyBuckets() {}

    /** Returns the bucket of a duration; a negative one counts as 0. */
    public static int index(long ns) {
        if (ns < SUB) {
            return ns < 0 ? 0 : (int) ns;
        }
        int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(ns);
        return (shift << SUB_BITS) + (int) (ns >>> shift);
    }

    /**
     * Returns the shortest duration in a bucket, in ns.
     *
     * @throws IllegalArgumentException if there is no such bucket
     */
    public static long lowNs(int index) {
        check(index);
        if (index < SUB) {
            return index;
        }
        int shift = (index >>> SUB_BITS) - 1;
        return (long) (SUB + (index & (SUB - 1))) << shift;
    }

    /**
     * Returns the longest duration in a bucket, in ns.
     *
     * @throws IllegalArgumentException if there is no such bucket
     */
    public static long highNs(int index) {
        check(index);
        return index == COUNT - 1 ? Long.MAX_VALUE : lowNs(index + 1) - 1;
    }

    private static void check(int index) {
        if (index < 0 || index >= COUNT) {
            throw new IllegalArgumentException("bucket " + index + "; there are 0 to " + (COUNT - 1));
        }
    }
}
