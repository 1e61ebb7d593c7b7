package io.narrows.server.batching;

import io.narrows.profiler.Profiler;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.batching.planning.CostEstimate;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.model.TextModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a model on the tasks that wait in one bounded queue, in batches that a {@link
 * io.narrows.server.batching.planning.BatchPlanner} forms.
 *
 * <p>Each worker is a thread with its own runner. What every forward takes is learned by one {@link CostModel}, in every
 * mode. Thread-safe; close it before the profiler and the model.
 */
public final class Batcher implements AutoCloseable {
    private final TaskQueue queue;
    private final CostModel cost = new CostModel();
    private final BatchObserver observer;
    private final List<Thread> threads = new ArrayList<>();
    private final List<TextModel.Runner> runners = new ArrayList<>();
    private final ForwardProfiles profiles;

    /**
     * Sizes of a batcher.
     *
     * @param workers threads that run the model
     * @param queueSize most tasks that wait
     * @param profiled batches whose operators are profiled
     */
    public record Sizes(int workers, int queueSize, int profiled) {}

    /**
     * Starts the workers. With {@link BatchingMode#ADAPTIVE} it first runs some forwards, to know what they take.
     */
    public Batcher(TextModel model, Profiler profiler, BatchRules rules, Sizes sizes, BatchObserver observer) {
        this.observer = observer;
        queue = new TaskQueue(rules, cost, sizes.queueSize(), sizes.workers());
        BatchStages stages = BatchStages.of(profiler);
        profiles = new ForwardProfiles(model, profiler, sizes.profiled());
        try {
            for (int i = 0; i < sizes.workers(); i++) {
                TextModel.Runner runner = model.newRunner();
                runners.add(runner);
                BatchRun run = new BatchRun(runner, profiler, stages, profiles, cost, observer);
                int number = i;
                threads.add(new Thread(() -> work(number, run), "narrows-model-" + i));
            }
            if (rules.mode() == BatchingMode.ADAPTIVE) {
                new Calibration(model, runners.get(0), rules.maxTexts(), cost, System::nanoTime).run();
            }
            threads.add(new Thread(this::expire, "narrows-deadlines"));
            // A forward must never outlive the engine: close() joins, the JVM waits.
            threads.forEach(thread -> thread.setDaemon(false));
            threads.forEach(Thread::start);
        } catch (RuntimeException | Error e) {
            close(); // ends the threads that run, closes the runners that there are
            throw e;
        }
    }

    /** Hands a task over. One that is not taken stays with the caller, and is told nothing. */
    public Admission submit(InferTask task) {
        Admission admission = queue.offer(task);
        if (!admission.taken()) {
            observer.refused(admission.verdict());
        }
        return admission;
    }

    /** Counts a request whose time was over before it was submitted. */
    public void expired() {
        observer.refused(Admission.Verdict.EXPIRED);
    }

    /** Tasks that wait now. */
    public int waiting() {
        return queue.size();
    }

    /** What batches take, as far as it is known now. */
    public CostEstimate cost() {
        return cost.estimate();
    }

    /** Skips what waits, lets running forwards finish, ends the workers and has what was profiled told. Waits without a limit. */
    @Override
    public void close() {
        queue.close().forEach(one -> one.task().tell(InferTask.Completion::skipped));
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
        List<Runnable> endings = new ArrayList<>();
        runners.forEach(runner -> endings.add(runner::close));
        runners.clear();
        endings.add(profiles::close);
        Closing.all(endings);
    }

    private void work(int worker, BatchRun run) {
        try {
            for (Taken taken = queue.take(worker); taken != null; taken = queue.take(worker)) {
                tellDropped(taken);
                BatchCut<Queued> cut = taken.cut();
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
            for (Taken taken = queue.takeExpired(); taken != null; taken = queue.takeExpired()) {
                tellDropped(taken);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellDropped(Taken taken) {
        taken.gone().forEach(one -> one.task().tell(InferTask.Completion::skipped));
        for (Queued one : taken.expired()) {
            observer.refused(Admission.Verdict.EXPIRED);
            one.task().tell(InferTask.Completion::expired);
        }
    }
}
