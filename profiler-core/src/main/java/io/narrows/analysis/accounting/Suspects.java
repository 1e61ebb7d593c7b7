package io.narrows.analysis.accounting;

import java.util.HashMap;
import java.util.Map;

/**
 * Which stage's end ends a gap, learnt while the log is read: an event loop that another handler blocks, a lock. Not
 * thread-safe.
 */
final class Suspects {

    /*
     * In a busy service something always ends shortly before something else begins. If by chance, the end of a long piece
     * of work in the second half of a gap is equally likely anywhere in that half, so one fifth of such ends lie in the
     * last tenth of the gap. What holds the thread ends just before the gap does. A pair of gap and stage is believed when
     * the ends in the last tenth are above chance by three standard deviations and more than half of all.
     */

    private static final double LAST = 0.1;
    private static final double BY_CHANCE = 0.2;
    private static final int FEWEST = 5;
    private static final double DEVIATIONS = 3;

    private record Pair(long place, int stage) {}

    private static final class Count {
        private long near;
        private long all;
    }

    private final Map<Pair, Count> counts = new HashMap<>();

    /** Whether an end lies so close before the end of a gap as it does where the one waits for the other. */
    static boolean near(long fromNs, long toNs, long endNs) {
        return toNs - endNs <= Math.max(Execution.SAME_WORKER_NS, (long) (LAST * (toNs - fromNs)));
    }

    /** In the second half of a gap, work of a stage ended. */
    void seen(long place, int stage, boolean near) {
        Count count = counts.computeIfAbsent(new Pair(place, stage), pair -> new Count());
        count.all++;
        count.near += near ? 1 : 0;
    }

    /** Whether a stage is known to hold up a gap. */
    boolean believed(long place, int stage) {
        Count count = counts.get(new Pair(place, stage));
        if (count == null || count.near < FEWEST || 2 * count.near <= count.all) {
            return false;
        }
        double expected = BY_CHANCE * count.all;
        return count.near > expected + DEVIATIONS * Math.sqrt(expected * (1 - BY_CHANCE));
    }
}
