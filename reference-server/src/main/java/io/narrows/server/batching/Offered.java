package io.narrows.server.batching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a task was taken, and what left the queue for it.
 *
 * @param admission what became of it
 * @param gone tasks whose place was needed, and for which nobody waits
 * @param expired tasks whose place was needed, and whose time is over
 * @param displaced the task of a lower priority whose place it has; null when there is none
 */
record Offered<Q extends Queued>(
        Admission admission,
        List<Q> gone,
        List<Q> expired,
        @Nullable Displaced<Q> displaced) {
    /**
     * A task that had to go.
     *
     * @param admission what it is told
     */
    record Displaced<Q extends Queued>(Q task, Admission admission) {}
}
