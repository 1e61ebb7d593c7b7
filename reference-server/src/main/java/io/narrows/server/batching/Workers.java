package io.narrows.server.batching;

import io.narrows.server.batching.Admission.Verdict;
import io.narrows.server.batching.Offered.Displaced;
import io.narrows.server.batching.planning.BatchCut;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run the batches of one queue, and one that watches over its deadlines. Thread-safe, but for {@link #start},
 * which is called once.
 */
public final class Workers<Q extends Queued> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** So that what fails each time does not keep a processor busy. */
    private static final long AFTER_FAILURE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final TaskQueue<Q> queue;
    private final BatchObserver observer;
    private final List<Thread> threads = new ArrayList<>();

    /** Runs batches, for one thread. What it throws fails those members that were not told their outcome. */
    @FunctionalInterface
    public interface Runs<Q extends Queued> {
        /**
         * Runs a batch and tells each member its outcome.
         *
         * @param expectedNs what it is expected to take, in ns; 0 when that is not known
         */
        void run(BatchCut<Q> cut, double expectedNs);
    }

    /**
     * No thread yet.
     *
     * @param observer hears what was not let to the model; must not throw
     */
    public Workers(TaskQueue<Q> queue, BatchObserver observer) {
        this.queue = queue;
        this.observer = observer;
    }

    /**
     * Starts a thread for each of them, as many as the queue was told.
     *
     * @param name of the threads, before their number
     */
    public void start(String name, List<? extends Runs<Q>> runs) {
        for (int i = 0; i < runs.size(); i++) {
            Runs<Q> run = runs.get(i);
            int number = i;
            threads.add(new Thread(() -> work(number, run), name + i));
        }
        threads.add(new Thread(this::expire, "narrows-deadlines"));
        // A forward must never outlive the engine: close() joins, the JVM waits.
        threads.forEach(thread -> thread.setDaemon(false));
        threads.forEach(Thread::start);
    }

    /** Hands a task over. One that is not taken stays with the caller, and is told nothing. */
    public Admission submit(Q task) {
        Offered<Q> offered = queue.offer(task);
        skip(offered.gone());
        tellExpired(offered.expired());
        Displaced<Q> displaced = offered.displaced();
        if (displaced != null) {
            observer.refused(Verdict.DISPLACED);
            displaced.task().tell(completion -> completion.displaced(displaced.admission()));
        }
        if (!offered.admission().taken()) {
            observer.refused(offered.admission().verdict());
        }
        return offered.admission();
    }

    /** Counts a request whose time was over before it was submitted. */
    public void expired() {
        observer.refused(Verdict.EXPIRED);
    }

    /** Says that a task will probably be submitted soon, so that no worker has to be woken for it then. */
    public void expect() {
        queue.expect();
    }

    /** Tasks that wait now. */
    public int waiting() {
        return queue.size();
    }

    /** Takes no further task and skips what waits; batches that run go on. Does not wait. */
    public void stopTaking() {
        skip(queue.close());
    }

    /** Skips what waits, lets running batches finish and ends the threads. Waits without a limit. */
    @Override
    public void close() {
        stopTaking();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(int worker, Runs<Q> run) {
        repeat(() -> {
            Taken<Q> taken = queue.take(worker);
            if (taken == null) {
                return false;
            }
            try {
                tellDropped(taken);
            } finally {
                BatchCut<Q> cut = taken.cut();
                if (cut != null) {
                    run(worker, run, cut, taken.expectedNs());
                }
            }
            return true;
        });
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, those of the batch must hear of it
    private void run(int worker, Runs<Q> run, BatchCut<Q> cut, double expectedNs) {
        long beganNs = System.nanoTime();
        try {
            run.run(cut, expectedNs);
        } catch (Throwable e) {
            LOG.error("a batch ended with what should have been told to its requests; they fail", e);
            cut.members().forEach(one -> one.tell(TaskCompletion::batchEnded));
            cut.members().forEach(one -> one.tell(completion -> completion.failed(e)));
        } finally {
            queue.ended(worker, System.nanoTime() - beganNs);
        }
    }

    private void expire() {
        repeat(() -> {
            Taken<Q> taken = queue.takeExpired();
            if (taken != null) {
                tellDropped(taken);
            }
            return taken != null;
        });
    }

    /** One turn of a thread; false after the last. */
    private interface Step {
        boolean taken() throws InterruptedException;
    }

    /** Goes on after whatever a turn throws: without its threads a queue would take requests and answer none. */
    @SuppressWarnings("CatchingUnchecked")
    private static void repeat(Step step) {
        boolean more = true;
        while (more) {
            try {
                more = step.taken();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Throwable e) {
                LOG.error("a turn of a model's thread has failed; it goes on", e);
                LockSupport.parkNanos(AFTER_FAILURE_NS);
            }
        }
    }

    private void tellDropped(Taken<Q> taken) {
        skip(taken.gone());
        tellExpired(taken.expired());
    }

    private void tellExpired(List<Q> tasks) {
        for (Q one : tasks) {
            observer.refused(Verdict.EXPIRED);
            one.tell(TaskCompletion::expired);
        }
    }

    private void skip(List<Q> tasks) {
        tasks.forEach(task -> task.tell(TaskCompletion::skipped));
    }
}
