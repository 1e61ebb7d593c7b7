package io.narrows.server.batching;

import io.narrows.server.batching.Admission.Verdict;
import io.narrows.server.batching.planning.Backlog;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.BatchPlanner;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.batching.planning.CostEstimate;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.batching.planning.Forwards;
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
 * <p>A task whose client has gone or whose deadline is over never leaves in a batch.
 */
final class TaskQueue {
    private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

    /** Of how many gaps between tasks the mean is. */
    private static final double GAPS = 32;

    /** Before the first task by so much, so that the clock never shows less than 0. */
    private static final long HEADROOM_NS = TimeUnit.DAYS.toNanos(1);

    private final BatchRules rules;
    private final BatchPlanner planner;

    /** For views on which the planner fails. */
    private final BatchPlanner fallback;

    private final CostModel cost;
    private final int capacity;
    private final long originNs = System.nanoTime() - HEADROOM_NS;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition deadlines = lock.newCondition();
    private final List<Queued> waiting = new ArrayList<>();
    private final Backlog backlog;
    private int idle;
    private boolean agedLast;
    private boolean warned;
    private double gapNs = Double.POSITIVE_INFINITY;
    private long lastOfferNs = -1;
    private boolean closed;

    TaskQueue(BatchRules rules, CostModel cost, int capacity, int workers) {
        this(rules, rules.planner(), cost, capacity, workers);
    }

    /** With a planner that is not the one of the rules. */
    TaskQueue(BatchRules rules, BatchPlanner planner, CostModel cost, int capacity, int workers) {
        this.rules = rules;
        this.planner = planner;
        this.cost = cost;
        this.capacity = capacity;
        fallback = new BatchRules(BatchingMode.OFF, rules.maxTexts(), 0, rules.goalNs()).planner();
        backlog = new Backlog(workers);
    }

    private long now() {
        return System.nanoTime() - originNs;
    }

    /** Takes a task in, or says why not. */
    Admission offer(InferTask task) {
        CostEstimate estimate = cost.estimate();
        Forwards forwards = rules.mode() == BatchingMode.ADAPTIVE
                ? Forwards.cheapest(task.lengths(), rules.maxTexts(), estimate)
                : Forwards.inOrder(task.lengths(), rules.maxTexts());
        lock.lock();
        try {
            long now = now();
            Queued one = new Queued(task, forwards, Math.max(0, task.urgency().arrivedNs() - originNs), now);
            if (closed) {
                return Admission.of(Verdict.CLOSED);
            }
            came(now);
            if (one.expired(now)) {
                return Admission.of(Verdict.EXPIRED);
            }
            Admission admission = admission(one, now, estimate);
            if (admission.taken()) {
                waiting.add(one);
                work.signal();
                if (one.deadlineNs() != Pending.NO_DEADLINE) {
                    deadlines.signal();
                }
            }
            return admission;
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

    private Admission admission(Queued one, long now, CostEstimate estimate) {
        if (waiting.size() >= capacity) {
            return Admission.until(Verdict.FULL, backlog.ns(waiting, now, estimate) / 2);
        }
        if (rules.mode() == BatchingMode.ADAPTIVE && estimate.known()) {
            double lateBy = backlog.lateByNs(one, waiting, now, estimate, rules.goalNs());
            // A request that nothing stands in front of is never refused, whatever the goal: it would be for ever.
            if (lateBy > 0 && !(waiting.isEmpty() && idle > 0)) {
                return Admission.until(Verdict.LATE, lateBy);
            }
        }
        return Admission.of(Verdict.TAKEN);
    }

    /** Waits for something to do; null once the queue is closed. */
    @Nullable
    Taken take(int worker) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            idle++;
            while (true) {
                if (closed) {
                    return null; // close() has taken all that waited
                }
                long now = now();
                List<Queued> gone = sweepGone();
                List<Queued> expired = sweepExpired(now);
                long untilNs = Long.MAX_VALUE;
                if (!waiting.isEmpty()) {
                    CostEstimate estimate = cost.estimate();
                    Plan<Queued> plan = plan(
                            new View<>(Collections.unmodifiableList(waiting), now, idle, gapNs, agedLast, estimate));
                    if (plan instanceof BatchCut<Queued> cut) {
                        Taken taken = new Taken(cut, estimate.known() ? estimate.ns(cut.work()) : 0, gone, expired);
                        began(worker, cut, taken.expectedNs(), now, estimate);
                        return taken;
                    }
                    untilNs = ((Pause<Queued>) plan).untilNs();
                }
                if (!gone.isEmpty() || !expired.isEmpty()) {
                    return new Taken(null, 0, gone, expired);
                }
                if (untilNs == Long.MAX_VALUE) {
                    work.await();
                } else {
                    work.awaitNanos(untilNs - now);
                }
            }
        } finally {
            idle--;
            lock.unlock();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // a planner that fails must neither end the worker nor lose what was swept
    private Plan<Queued> plan(View<Queued> view) {
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

    private void began(int worker, BatchCut<Queued> cut, double expectedNs, long now, CostEstimate estimate) {
        waiting.removeAll(cut.members());
        agedLast = cut.lead() == BatchCut.Lead.AGE;
        backlog.began(worker, cut.members(), expectedNs, now, estimate);
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
    Taken takeExpired() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long now = now();
                long earliest = Pending.NO_DEADLINE;
                for (Queued one : waiting) {
                    earliest = Math.min(earliest, one.deadlineNs());
                }
                if (now > earliest) {
                    return new Taken(null, 0, List.of(), sweepExpired(now));
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

    private List<Queued> sweepGone() {
        List<Queued> gone = new ArrayList<>();
        waiting.removeIf(one -> one.gone() && gone.add(one));
        return gone;
    }

    private List<Queued> sweepExpired(long now) {
        List<Queued> expired = new ArrayList<>();
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
    List<Queued> close() {
        lock.lock();
        try {
            closed = true;
            List<Queued> left = new ArrayList<>(waiting);
            waiting.clear();
            work.signalAll();
            deadlines.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
