package io.narrows.profiler;

import java.util.concurrent.TimeUnit;

/**
 * How long the drainer rests between two passes: longer while little comes, so that an idle service pays next to nothing,
 * and not at all while a buffer may be filling fast. Used by one thread.
 */
final class Pace {
    static final long MIN_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(40);

    /** A buffer of this size may rest the longest; a smaller one fills sooner and is looked at sooner. */
    private static final int FULL_SIZE_BYTES = 1 << 20;

    /** After a pass that found this part of a buffer, the next follows at once. */
    private static final int BUSY_PART = 8;

    /** A pass that found this part of a buffer comes sooner the next time. */
    private static final int SOME_PART = 16;

    private final long longestNs;
    private final long busyRecords;
    private final long someRecords;
    private long parkNs = MIN_PARK_NS;

    /**
     * Starts with the shortest rest.
     *
     * @param bufferBytes size of one buffer
     * @param recordBytes size of one record
     */
    Pace(int bufferBytes, int recordBytes) {
        longestNs = Math.max(MIN_PARK_NS, Math.min(MAX_PARK_NS, MAX_PARK_NS * bufferBytes / FULL_SIZE_BYTES));
        busyRecords = Math.max(1, bufferBytes / recordBytes / BUSY_PART);
        someRecords = Math.max(1, bufferBytes / recordBytes / SOME_PART);
    }

    /** How long to rest after a pass that found so many records in all buffers; 0 is not at all. */
    long afterPass(long records) {
        if (records >= someRecords) {
            parkNs = Math.max(MIN_PARK_NS, parkNs / 2);
        } else {
            parkNs = Math.min(longestNs, parkNs * 2);
        }
        return records >= busyRecords ? 0 : parkNs;
    }
}
