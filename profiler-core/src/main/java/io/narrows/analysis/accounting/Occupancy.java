package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.Order;
import java.util.Arrays;
import java.util.List;

/**
 * When the workers of one station were all occupied, in a window of the run, and by whom. Made, taught the station by
 * {@link #learnRelease}, {@linkplain #settle settled}, and then only asked. Not thread-safe.
 */
final class Occupancy {

    /** Executions looked back at from the end of a wait. */
    private static final int LOOK_BACK = 256;

    /** The same where it is only to learn. */
    private static final int LEARN_BACK = 32;

    /** Executions by start, their starts and ends, and the latest end up to each. */
    private final Execution[] executions;

    private final long[] starts;
    private final long[] ends;
    private final long[] latestEnds;

    /** Moments at which the number of executions changes, and from each on: the number, busy time before, last release. */
    private final long[] times;

    private final int[] levels;
    private final long[] fullBefore;
    private final long[] released;
    private int workers = 1;

    /** Takes one execution that was in progress during a wait. */
    interface Visitor {
        /**
         * One execution.
         *
         * @param execution what ran
         * @param fromNs since when it held up
         * @param toNs until when
         */
        void ahead(Execution execution, long fromNs, long toNs);
    }

    /**
     * Sorts the executions of a window by their start.
     *
     * @param all the executions, in any order
     */
    Occupancy(List<Execution> all) {
        int n = all.size();
        long[] keys = new long[n];
        for (int i = 0; i < n; i++) {
            keys[i] = all.get(i).startNs();
        }
        int[] order = Order.ascending(keys);
        executions = new Execution[n];
        starts = new long[n];
        for (int i = 0; i < n; i++) {
            executions[i] = all.get(order[i]);
            starts[i] = keys[order[i]];
        }
        ends = new long[n];
        latestEnds = new long[n];
        times = new long[2 * n];
        levels = new int[2 * n];
        fullBefore = new long[2 * n];
        released = new long[2 * n];
    }

    /** Finds out when all workers were occupied, and lets the station learn how many ran at once. To be called once. */
    void settle(Station station) {
        long latest = Long.MIN_VALUE;
        int lastStage = station.lastStage();
        for (int i = 0; i < ends.length; i++) {
            ends[i] = Math.max(starts[i], executions[i].endNs(lastStage));
            latest = Math.max(latest, ends[i]);
            latestEnds[i] = latest;
        }
        sweep(station);
        workers = station.workers();
        full();
    }

    private void sweep(Station station) {
        long[] sortedEnds = ends.clone();
        Arrays.sort(sortedEnds);
        int level = 0;
        long at = 0;
        for (int i = 0, s = 0, e = 0; i < times.length; i++) {
            // Of a start and an end at the same moment the start comes first here, so that a level is never below 0.
            boolean start = s < starts.length && starts[s] <= sortedEnds[e];
            long now = start ? starts[s++] : sortedEnds[e++];
            if (level > 0 && now - at > 0) {
                station.concurrent(level, now - at);
            }
            level += start ? 1 : -1;
            at = now;
            times[i] = now;
            levels[i] = level;
        }
    }

    private void full() {
        long sum = 0;
        long release = Long.MIN_VALUE;
        int before = 0;
        for (int i = 0; i < times.length; i++) {
            if (i > 0 && before >= workers) {
                sum += times[i] - times[i - 1];
            }
            if (before >= workers && levels[i] < workers) {
                release = times[i];
            }
            before = levels[i];
            fullBefore[i] = sum;
            released[i] = release;
        }
    }

    /** Time between two moments in which all workers were occupied. */
    long fullNs(long fromNs, long toNs) {
        return fullUpTo(toNs) - fullUpTo(fromNs);
    }

    private long fullUpTo(long ns) {
        int at = lastBefore(times, ns);
        return at < 0 ? 0 : fullBefore[at] + (levels[at] >= workers ? ns - times[at] : 0);
    }

    /** The last moment up to one at which a worker became free; the moment itself where all were occupied right up to it. */
    long releaseNs(long ns) {
        int at = lastBefore(times, ns);
        return at < 0 ? Long.MIN_VALUE : levels[at] >= workers ? ns : released[at];
    }

    /** Whether all workers were occupied just before a moment. */
    boolean fullBefore(long ns) {
        int at = lastBefore(times, ns);
        return at >= 0 && levels[at] >= workers;
    }

    /** Visits the executions that were in progress between two moments, the latest first. */
    void between(long fromNs, long toNs, Visitor visitor) {
        int last = lastBefore(starts, toNs);
        for (int i = last; i >= 0 && i > last - LOOK_BACK && latestEnds[i] > fromNs; i--) {
            if (ends[i] > fromNs) {
                visitor.ahead(executions[i], Math.max(fromNs, starts[i]), Math.min(toNs, ends[i]));
            }
        }
    }

    /** Lets the station learn which stage's end released a wait that ended at a moment: the last one shortly before. */
    void learnRelease(Station station, long ns, long slackNs) {
        int last = lastBefore(starts, ns);
        long nearest = ns - slackNs - 1;
        int stage = 0;
        boolean found = false;
        for (int i = last; i >= 0 && i > last - LEARN_BACK; i--) {
            Execution execution = executions[i];
            if (execution.endNs() <= nearest) {
                continue;
            }
            for (int piece = execution.from(); piece < execution.to(); piece++) {
                long end = execution.path().endNs(piece);
                if (!execution.path().gap(piece) && end <= ns && end > nearest) {
                    nearest = end;
                    stage = execution.path().stage(piece);
                    found = true;
                }
            }
        }
        if (found) {
            station.released(stage);
        }
    }

    /** Index of the last of the sorted moments before one, or -1. */
    private static int lastBefore(long[] sorted, long ns) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < ns) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
