package io.narrows.whatif;

import java.util.Arrays;

/** When each of a station's workers became free, as the log tells it. Not thread-safe. */
final class FreeWorkers {

    private final long[] free;

    FreeWorkers(int workers) {
        free = new long[workers];
        Arrays.fill(free, Long.MIN_VALUE);
    }

    /** When the one that was free longest became so; it is busy from now to an end. */
    long take(long end) {
        int first = 0;
        for (int i = 1; i < free.length; i++) {
            first = free[i] < free[first] ? i : first;
        }
        long since = free[first];
        free[first] = Math.max(since, end);
        return since;
    }
}
