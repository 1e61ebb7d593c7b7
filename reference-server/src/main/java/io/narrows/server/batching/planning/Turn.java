package io.narrows.server.batching.planning;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Whose turn it is, whatever the mode: priority, and nobody left behind for ever. Holds no state. */
final class Turn {
    /*
     * A request whose wait is above the age bound is overdue. Overdue ones lead before all others, the longest waiting
     * first. Where the highest priority of all is not among the overdue, they lead every second batch only: a flood of
     * low priority cannot take more than half from the high one, and of the low one somebody is served in every second.
     */
    private Turn() {}

    /** Priority, then arrival in the queue; ties stay in the order in which they are. */
    static <T extends Pending> Comparator<T> order() {
        return Comparator.<T>comparingInt(Pending::priority).thenComparingLong(Pending::queuedNs);
    }

    /** The one that must lead because it has waited too long; null when there is none. */
    static <T extends Pending> @Nullable T overdue(View<T> view, long ageBoundNs) {
        T oldest = null;
        int best = Integer.MAX_VALUE;
        for (T one : view.waiting()) {
            best = Math.min(best, one.priority());
            if (view.nowNs() - one.queuedNs() > ageBoundNs && (oldest == null || one.queuedNs() < oldest.queuedNs())) {
                oldest = one;
            }
        }
        return oldest != null && view.agedLast() && oldest.priority() != best ? null : oldest;
    }
}
