package io.narrows.server.batching;

import io.narrows.server.batching.Admission.Verdict;
import io.narrows.server.batching.Offered.Displaced;
import io.narrows.server.batching.planning.Backlog;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.BatchPlanner;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.batching.planning.CostEstimate;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.batching.planning.Pause;
import io.narrows.server.batching.planning.Pending;
import io.narrows.server.batching.planning.Plan;
import io.narrows.server.batching.planning.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue whose elements leave in batches that a planner chooses. Thread-safe.
 *
 * <p>A task whose client has gone or whose deadline is over never leaves in a batch. Where a place is needed, those make room
 * first, then, in a full queue, the youngest of the lowest priority for one of a higher priority.
 */
public final class TaskQueue<Q extends Queued> {
    private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

    /** Longer than most texts take to be split into tokens. */
    private static final long LOOK_OUT_NS = TimeUnit.MICROSECONDS.toNanos(400);

    /** Of how many gaps between tasks the mean is. */
    private static final double GAPS = 32;

    private final BatchRules rules;
    private final BatchPlanner<Q> planner;

    /** For views on which the planner fails. */
    private final BatchPlanner<Q> fallback;

    private final CostModel cost;
    private final int capacity;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition deadlines = lock.newCondition();

    /** In the order in which they came. */
    private final List<Q> waiting = new ArrayList<>();

    private final Backlog backlog;
    private int idle;
    private boolean agedLast;
    private boolean warned;
    private double gapNs = Double.POSITIVE_INFINITY;
    private long lastOfferNs = -1;
    private volatile boolean closed;

    /** Something was, since a worker last looked out for it. */
    private volatile boolean offered;

    /** How long a worker looks out for what is expected; 0 where nothing is. */
    private long lookOutUntilNs;

    /**
     * An empty queue.
     *
     * @param cost what batches take
     * @param capacity most tasks that wait, at least 1
     * @param workers how many take from it
     */
    public TaskQueue(BatchRules rules, CostModel cost, int capacity, int workers) {
        this(rules, rules.planner(), cost, capacity, workers);
    }

    /** With a planner that is not the one of the rules. */
    public TaskQueue(BatchRules rules, BatchPlanner<Q> planner, CostModel cost, int capacity, int workers) {
        this.rules = rules;
        this.planner = planner;
        this.cost = cost;
        this.capacity = capacity;
        fallback = new BatchRules(BatchingMode.OFF, rules.maxTexts(), 0, rules.goalNs()).planner();
        backlog = new Backlog(workers, rules.goalNs());
    }

    /** Takes a task in, or says why not. */
    Offered<Q> offer(Q one) {
        CostEstimate estimate = cost.estimate();
        lock.lock();
        try {
            long now = Queued.nowNs();
            if (closed) {
                return new Offered<>(Admission.of(Verdict.CLOSED), List.of(), List.of(), null);
            }
            came(now);
            if (one.expired(now)) {
                return new Offered<>(Admission.of(Verdict.EXPIRED), List.of(), List.of(), null);
            }
            if (estimate.known()) {
                backlog.came(one, now, estimate);
            }
            Admission admission = admission(one, now, estimate);
            List<Q> gone = List.of();
            List<Q> expired = List.of();
            if (!admission.taken() || waiting.size() >= capacity) {
                gone = sweepGone();
                expired = sweepExpired(now);
                admission = gone.isEmpty() && expired.isEmpty() ? admission : admission(one, now, estimate);
            }
            if (!admission.taken()) {
                return new Offered<>(admission, gone, expired, null);
            }
            Displaced<Q> displaced = waiting.size() < capacity ? null : displaced(now, estimate);
            waiting.add(one);
            offered = true;
            work.signal();
            if (one.deadlineNs() != Pending.NO_DEADLINE) {
                deadlines.signal();
            }
            return new Offered<>(admission, gone, expired, displaced);
        } finally {
            lock.unlock();
        }
    }

    private void came(long now) {
        if (lastOfferNs >= 0) {
            double gap = (double) (now - lastOfferNs);
            gapNs = Double.isInfinite(gapNs) ? gap : gapNs + (gap - gapNs) / GAPS;
        }
        lastOfferNs = now;
    }

    private Admission admission(Q one, long now, CostEstimate estimate) {
        if (waiting.size() >= capacity && last().priority() <= one.priority()) {
            return Admission.until(Verdict.FULL, backlog.ns(waiting, now, estimate) / 2);
        }
        if (rules.mode() == BatchingMode.ADAPTIVE && estimate.known()) {
            double lateBy = backlog.lateByNs(one, waiting, now, estimate);
            // A request that nothing stands in front of is never refused, whatever the goal: it would be for ever.
            if (lateBy > 0 && !(waiting.isEmpty() && idle > 0)) {
                return Admission.until(Verdict.LATE, lateBy);
            }
        }
        return Admission.of(Verdict.TAKEN);
    }

    /** The youngest of the lowest priority; something waits. */
    private Q last() {
        Q last = waiting.get(0);
        for (Q one : waiting) {
            if (one.priority() >= last.priority()) {
                last = one;
            }
        }
        return last;
    }

    private Displaced<Q> displaced(long now, CostEstimate estimate) {
        Q last = last();
        waiting.remove(last);
        return new Displaced<>(last, Admission.until(Verdict.DISPLACED, backlog.ns(waiting, now, estimate) / 2));
    }

    /** Waits for something to do; null once the queue is closed. */
    @Nullable
    Taken<Q> take(int worker) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            idle++;
            while (true) {
                if (closed) {
                    return null; // close() has taken all that waited
                }
                long now = Queued.nowNs();
                List<Q> gone = sweepGone();
                List<Q> expired = sweepExpired(now);
                long untilNs = Long.MAX_VALUE;
                if (!waiting.isEmpty()) {
                    CostEstimate estimate = cost.estimate();
                    Plan<Q> plan = plan(
                            new View<>(Collections.unmodifiableList(waiting), now, idle, gapNs, agedLast, estimate));
                    if (plan instanceof BatchCut<Q> cut) {
                        Taken<Q> taken =
                                new Taken<>(cut, estimate.known() ? estimate.ns(cut.work()) : 0, gone, expired);
                        began(worker, cut, taken.expectedNs(), now, estimate);
                        return taken;
                    }
                    untilNs = ((Pause<Q>) plan).untilNs();
                }
                if (!gone.isEmpty() || !expired.isEmpty()) {
                    return new Taken<>(null, 0, gone, expired);
                }
                if (untilNs == Long.MAX_VALUE) {
                    if (!lookOut()) {
                        work.await();
                    }
                } else {
                    work.awaitNanos(untilNs - now);
                }
            }
        } finally {
            idle--;
            lock.unlock();
        }
    }

    /**
     * Says that a task will probably be offered soon. Where nothing waits, a worker that sleeps is woken, and stays awake for a
     * short while: to wake it takes about as long as what is still to be done before the offer. Others are not kept from running.
     */
    void expect() {
        lock.lock();
        try {
            if (waiting.isEmpty() && idle > 0) {
                lookOutUntilNs = Queued.nowNs() + LOOK_OUT_NS;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an offer without the lock and without sleeping, where one is expected; false where none is. */
    @SuppressWarnings("ThreadPriorityCheck") // whoever makes the offer may need this processor
    private boolean lookOut() {
        long untilNs = lookOutUntilNs;
        lookOutUntilNs = 0;
        if (untilNs <= Queued.nowNs()) {
            return false;
        }
        offered = false;
        lock.unlock();
        try {
            while (!offered && !closed && Queued.nowNs() < untilNs) {
                Thread.yield();
            }
        } finally {
            lock.lock();
        }
        return true;
    }

    @SuppressWarnings("CatchingUnchecked") // a planner that fails must neither end the worker nor lose what was swept
    private Plan<Q> plan(View<Q> view) {
        try {
            return planner.plan(view);
        } catch (Throwable e) {
            if (!warned) {
                warned = true;
                LOG.error(
                        "a batch could not be planned; where that happens, requests are served one by one (said once)",
                        e);
            }
            return fallback.plan(view);
        }
    }

    private void began(int worker, BatchCut<Q> cut, double expectedNs, long now, CostEstimate estimate) {
        backlog.began(worker, cut.members(), expectedNs, now, estimate);
        agedLast = cut.lead() == BatchCut.Lead.AGE;
        waiting.removeAll(cut.members()); // last: whatever throws before, they still wait
        if (!waiting.isEmpty()) {
            work.signal();
        }
    }

    /** A worker has finished its batch. */
    void ended(int worker, long tookNs) {
        lock.lock();
        try {
            backlog.ended(worker, tookNs);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for tasks whose deadline passes while all workers are busy; null once the queue is closed. */
    @Nullable
    Taken<Q> takeExpired() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long now = Queued.nowNs();
                long earliest = Pending.NO_DEADLINE;
                for (Q one : waiting) {
                    earliest = Math.min(earliest, one.deadlineNs());
                }
                if (now > earliest) {
                    return new Taken<>(null, 0, List.of(), sweepExpired(now));
                }
                if (earliest == Pending.NO_DEADLINE) {
                    deadlines.await();
                } else {
                    deadlines.awaitNanos(earliest - now + 1);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private List<Q> sweepGone() {
        List<Q> gone = new ArrayList<>();
        waiting.removeIf(one -> one.gone() && gone.add(one));
        return gone;
    }

    private List<Q> sweepExpired(long now) {
        List<Q> expired = new ArrayList<>();
        waiting.removeIf(one -> one.expired(now) && expired.add(one));
        return expired;
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further tasks, wakes all takers and returns what still waited. */
    List<Q> close() {
        lock.lock();
        try {
            closed = true;
            List<Q> left = new ArrayList<>(waiting);
            waiting.clear();
            work.signalAll();
            deadlines.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
