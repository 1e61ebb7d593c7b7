package io.narrows.server.batching;

import io.narrows.server.batching.planning.Pending;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A task in a queue, with its times on the clock of all queues. Does not change. */
public abstract class Queued implements Pending {
    /** Before any task, so that the clock never shows less than 0. */
    private static final long ORIGIN_NS = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

    private final Urgency urgency;
    private final BooleanSupplier gone;
    private final long arrivedNs;
    private final long queuedNs;
    private final long deadlineNs;

    /**
     * Queues from now on.
     *
     * @param gone whether nobody waits for the answer any more
     */
    protected Queued(Urgency urgency, BooleanSupplier gone) {
        this.urgency = urgency;
        this.gone = gone;
        arrivedNs = Math.max(0, urgency.arrivedNs() - ORIGIN_NS);
        queuedNs = nowNs();
        long timeoutNs = urgency.timeoutNs();
        deadlineNs = timeoutNs == 0 ? NO_DEADLINE : arrivedNs + Math.min(timeoutNs, NO_DEADLINE - 1 - arrivedNs);
    }

    /** The time on the clock of all queues, in ns. */
    static long nowNs() {
        return System.nanoTime() - ORIGIN_NS;
    }

    /** Tells the task what becomes of it; what that throws is logged. */
    protected abstract void tell(Consumer<? super TaskCompletion> what);

    /** Whether nobody waits for the answer any more. */
    public final boolean gone() {
        return gone.getAsBoolean();
    }

    /** Whether its time is over by now. */
    public final boolean expired() {
        return expired(nowNs());
    }

    final boolean expired(long nowNs) {
        return nowNs > deadlineNs;
    }

    @Override
    public final long arrivedNs() {
        return arrivedNs;
    }

    @Override
    public final long queuedNs() {
        return queuedNs;
    }

    @Override
    public final long deadlineNs() {
        return deadlineNs;
    }

    @Override
    public final int priority() {
        return urgency.priority();
    }
}
