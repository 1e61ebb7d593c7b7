package io.narrows.data.pipeline;

import io.narrows.data.profile.QueueMeter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** A group of workers: what waits for them and what they have. Used under the scheduler's lock. */
final class Team {
    /** So many looks without a sample being done, and the owner of a chunk counts as stuck. */
    private static final int STUCK_LOOKS = 10;

    private static final double WORTH_SHARING_NS = 200_000;

    /** Signalled when there may be something to do. */
    final Condition work;

    /** Workers that it is to have, and that it has. */
    int wanted;

    int workers;

    /** Whether what waits for it is held back by the bound on bytes; of the last look. */
    boolean held;

    private final PriorityQueue<Run> queue = new PriorityQueue<>(Comparator.comparingLong((Run run) -> run.position));
    private final List<Run> running = new ArrayList<>();
    private final @Nullable QueueMeter meter;
    private volatile int idle;

    /** @param meter of its queue; null for the first group, which has a feed */
    Team(Condition work, @Nullable QueueMeter meter) {
        this.work = work;
        this.meter = meter;
    }

    void enqueue(Run run) {
        queue.add(run);
        if (meter != null) {
            meter.added(run.chargedBytes);
        }
        work.signal();
    }

    /** The chunk of the lowest position in its queue, or null. It stays there. */
    @Nullable
    Run first() {
        return queue.peek();
    }

    /** Takes {@link #first} out. */
    void dequeueFirst() {
        Run run = queue.remove();
        if (meter != null) {
            meter.removed(run.chargedBytes);
        }
    }

    void begins(Run run) {
        running.add(run);
    }

    void ends(Run run) {
        running.remove(run);
    }

    /** Whether somebody works on a chunk. */
    boolean busy() {
        return !running.isEmpty();
    }

    /** Whether it has nothing, and nothing waits for it. */
    boolean over() {
        return running.isEmpty() && queue.isEmpty();
    }

    /** Workers that have nothing to do. By any thread, without the lock. */
    int idle() {
        return idle;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    void idles(int more) {
        idle += more;
    }

    /** The chunk of which a worker with nothing to do should take a part; null where none is worth it. */
    @Nullable
    Run toShare(boolean patient, double nsPerSample) {
        Run most = null;
        for (Run run : running) {
            if ((run.shareable || (patient && stuck(run))) && (most == null || run.left() > most.left())) {
                most = run;
            }
        }
        return most != null && (patient || worthSharing(most, nsPerSample)) ? most : null;
    }

    static boolean worthSharing(Run run, double nsPerSample) {
        return run.left() * nsPerSample > WORTH_SHARING_NS;
    }

    /** Whether a chunk has not moved for a while: beginning in the midst of it may cost more than its owner takes for it. */
    private static boolean stuck(Run run) {
        int left = run.left();
        run.looks = left == run.leftAtLook ? run.looks + 1 : 0;
        run.leftAtLook = left;
        return run.looks >= STUCK_LOOKS;
    }

    /** The chunks that its workers have. */
    List<Run> running() {
        return List.copyOf(running);
    }
}
