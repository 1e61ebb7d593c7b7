package io.narrows.whatif;

import java.util.Arrays;

/** When each of a station's workers became free, as the log tells it: a binary heap of these moments. Not thread-safe. */
final class FreeWorkers {

    private final long[] free;

    FreeWorkers(int workers) {
        free = new long[workers];
        Arrays.fill(free, Long.MIN_VALUE);
    }

    /** When the one that was free longest became so; it is busy from now to an end. */
    long take(long end) {
        long since = free[0];
        long later = Math.max(since, end);
        int at = 0;
        while (2 * at + 1 < free.length) {
            int child = 2 * at + 1;
            child += child + 1 < free.length && free[child + 1] < free[child] ? 1 : 0;
            if (later <= free[child]) {
                break;
            }
            free[at] = free[child];
            at = child;
        }
        free[at] = later;
        return since;
    }
}
