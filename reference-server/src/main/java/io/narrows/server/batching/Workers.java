package io.narrows.server.batching;

import io.narrows.server.batching.Admission.Verdict;
import io.narrows.server.batching.Offered.Displaced;
import io.narrows.server.batching.planning.BatchCut;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads that run the batches of one queue, and one that watches over its deadlines. Thread-safe, but for {@link #start},
 * which is called once.
 */
public final class Workers<Q extends Queued> implements AutoCloseable {
    private final TaskQueue<Q> queue;
    private final BatchObserver observer;
    private final List<Thread> threads = new ArrayList<>();

    /** Runs batches, for one thread. */
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
     * @param observer hears what was not let to the model
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

    /** Skips what waits, lets running batches finish and ends the threads. Waits without a limit. */
    @Override
    public void close() {
        skip(queue.close());
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
        try {
            for (Taken<Q> taken = queue.take(worker); taken != null; taken = queue.take(worker)) {
                tellDropped(taken);
                BatchCut<Q> cut = taken.cut();
                if (cut != null) {
                    long beganNs = System.nanoTime();
                    run.run(cut, taken.expectedNs());
                    queue.ended(worker, System.nanoTime() - beganNs);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void expire() {
        try {
            for (Taken<Q> taken = queue.takeExpired(); taken != null; taken = queue.takeExpired()) {
                tellDropped(taken);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellDropped(Taken<Q> taken) {
        skip(taken.gone());
        for (Q one : taken.expired()) {
            observer.refused(Verdict.EXPIRED);
            one.tell(TaskCompletion::expired);
        }
    }

    private void skip(List<Q> tasks) {
        tasks.forEach(task -> task.tell(TaskCompletion::skipped));
    }
}
