package io.narrows.whatif;

import java.util.Arrays;

/** Which requests really waited for a worker, and how many were served meanwhile. Holds no state. */
final class Waits {

    /*
     * Waking an idle worker takes some ten to hundred microseconds, which is no waiting for a worker. So a wait counts as
     * real from 300 us on, and from three times the shortest tenth of the waits.
     */

    private static final long LEAST_NS = 300_000;

    /** Part of the waiting time from which on a number of busy workers of a batching station counts as reached. */
    private static final double REACHED = 0.05;

    private Waits() {}

    /** From which wait on a request really waited. */
    static long realFrom(Visits visits, int[] rows) {
        if (rows.length == 0) {
            return LEAST_NS;
        }
        long[] waits = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            waits[i] = visits.taken[rows[i]] - visits.enter[rows[i]];
        }
        Arrays.sort(waits);
        return Math.max(LEAST_NS, Math.min(3 * waits[waits.length / 10], waits[waits.length / 2] + 1));
    }

    /** When those who really waited were taken, in ascending order. */
    static long[] moments(Visits visits, int[] rows) {
        long real = realFrom(visits, rows);
        long[] moments = new long[rows.length];
        int count = 0;
        for (int row : rows) {
            if (visits.taken[row] - visits.enter[row] >= real) {
                moments[count++] = visits.taken[row];
            }
        }
        moments = Arrays.copyOf(moments, count);
        Arrays.sort(moments);
        return moments;
    }

    /**
     * How many workers there are: as many as were busy for most of the time in which somebody really waited. A batching
     * worker may be free while a batch fills; there it is the largest number that was busy for a while.
     *
     * @param starts when work began, one a request or batch
     * @param ends when it ended
     */
    static int workers(Visits visits, int[] rows, long[] starts, long[] ends, boolean batching) {
        long real = realFrom(visits, rows);
        long[] waitFrom = new long[rows.length];
        long[] waitTo = new long[rows.length];
        int waits = 0;
        for (int row : rows) {
            if (visits.taken[row] - visits.enter[row] >= real) {
                waitFrom[waits] = visits.enter[row];
                waitTo[waits++] = visits.taken[row];
            }
        }
        double[] time = busyTime(
                sorted(starts, starts.length),
                sorted(ends, ends.length),
                sorted(waitFrom, waits),
                sorted(waitTo, waits));
        double all = Arrays.stream(time).sum();
        if (waits < Holding.FEWEST || all == 0) {
            return Math.max(1, time.length - 1);
        }
        int best = 1;
        for (int busy = 1; busy < time.length; busy++) {
            if (batching ? time[busy] >= REACHED * all : time[busy] > time[best]) {
                best = busy;
            }
        }
        return best;
    }

    private static long[] sorted(long[] values, int count) {
        long[] copy = Arrays.copyOf(values, count);
        Arrays.sort(copy);
        return copy;
    }

    /** For each number of busy workers up to the largest reached: how long it was so while somebody waited. */
    private static double[] busyTime(long[] starts, long[] ends, long[] waitFrom, long[] waitTo) {
        double[] time = new double[1];
        int s = 0;
        int e = 0;
        int from = 0;
        int to = 0;
        long at = 0;
        while (s < starts.length || e < ends.length) {
            long next = Math.min(at(starts, s), at(ends, e));
            next = Math.min(next, Math.min(at(waitFrom, from), at(waitTo, to)));
            int busy = s - e;
            if (busy >= time.length) {
                time = Arrays.copyOf(time, busy + 1);
            }
            if (from > to && busy >= 0) {
                time[busy] += next - at;
            }
            at = next;
            // At one moment who ends makes room before the next begins.
            if (at(ends, e) == next) {
                e++;
            } else if (at(waitTo, to) == next) {
                to++;
            } else if (at(starts, s) == next) {
                s++;
            } else {
                from++;
            }
        }
        return time;
    }

    private static long at(long[] values, int index) {
        return index < values.length ? values[index] : Long.MAX_VALUE;
    }
}
