package io.narrows.server.batching;

import io.narrows.server.batching.planning.Forwards;
import io.narrows.server.batching.planning.Pending;
import io.narrows.server.batching.planning.Work;

/** A task in the queue, with its times on the queue's clock. Immutable. */
final class Queued implements Pending {
    private final InferTask task;
    private final Forwards forwards;
    private final long arrivedNs;
    private final long queuedNs;
    private final long deadlineNs;

    /**
     * @param arrivedNs when its request arrived
     * @param queuedNs now
     */
    Queued(InferTask task, Forwards forwards, long arrivedNs, long queuedNs) {
        this.task = task;
        this.forwards = forwards;
        this.arrivedNs = arrivedNs;
        this.queuedNs = queuedNs;
        long timeoutNs = task.urgency().timeoutNs();
        deadlineNs = timeoutNs == 0 ? NO_DEADLINE : arrivedNs + Math.min(timeoutNs, NO_DEADLINE - 1 - arrivedNs);
    }

    InferTask task() {
        return task;
    }

    Forwards forwards() {
        return forwards;
    }

    boolean gone() {
        return task.gone().getAsBoolean();
    }

    boolean expired(long nowNs) {
        return nowNs > deadlineNs;
    }

    @Override
    public long arrivedNs() {
        return arrivedNs;
    }

    @Override
    public long queuedNs() {
        return queuedNs;
    }

    @Override
    public long deadlineNs() {
        return deadlineNs;
    }

    @Override
    public int priority() {
        return task.urgency().priority();
    }

    @Override
    public Work work() {
        return forwards.work();
    }
}
