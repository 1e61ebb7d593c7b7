package io.narrows.server.batching.tensors;

import io.narrows.profiler.Profiler;
import io.narrows.server.batching.BatchStages;
import io.narrows.server.batching.Closing;
import io.narrows.server.batching.ForwardProfiles;
import io.narrows.server.model.tensor.TensorModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Runs a model of tensors on the tasks that wait in one bounded queue, in batches.
 *
 * <p>Work-conserving: a worker that is free takes what waits at that moment and can be joined, up to the maximum, and starts.
 * Each worker is a thread with its own runner. Thread-safe; close it before the profiler and the model.
 */
public final class TensorBatcher implements AutoCloseable {
    private final TensorQueue queue;
    private final List<Thread> workers = new ArrayList<>();
    private final List<TensorModel.Runner> runners = new ArrayList<>();
    private final ForwardProfiles profiles;

    /**
     * Sizes of a batcher.
     *
     * @param workers threads that run the model
     * @param maxRows most rows in one forward; a request with more runs by itself
     * @param queueSize most tasks that wait
     * @param profiled batches whose operators are profiled
     */
    public record Sizes(int workers, int maxRows, int queueSize, int profiled) {}

    /**
     * Starts the workers.
     *
     * @param observer hears how many rows each batch had that has run; called on model workers
     */
    public TensorBatcher(TensorModel model, Profiler profiler, Sizes sizes, IntConsumer observer) {
        queue = new TensorQueue(sizes.queueSize(), model.batchAxis());
        BatchStages stages = BatchStages.of(profiler);
        profiles = new ForwardProfiles(model, profiler, sizes.profiled());
        try {
            for (int i = 0; i < sizes.workers(); i++) {
                TensorModel.Runner runner = model.newRunner();
                runners.add(runner);
                TensorBatchRun run = new TensorBatchRun(runner, profiler, stages, profiles, observer);
                Thread worker = new Thread(
                        () -> work(run, sizes.maxRows()),
                        "narrows-" + model.info().name() + "-" + i);
                // A forward must never outlive the engine: close() joins, the JVM waits.
                worker.setDaemon(false);
                workers.add(worker);
            }
            workers.forEach(Thread::start);
        } catch (RuntimeException | Error e) {
            close(); // ends the threads that run, closes the runners that there are
            throw e;
        }
    }

    /**
     * Hands a task over; false when the queue is full or the batcher is closed, and the caller keeps the task.
     */
    public boolean submit(TensorTask task) {
        return queue.offer(task);
    }

    /** Tasks that wait now. */
    public int waiting() {
        return queue.size();
    }

    /** Skips what waits, lets running forwards finish, ends the workers and has what was profiled told. Waits without a limit. */
    @Override
    public void close() {
        queue.close().forEach(task -> task.tell(TensorTask.Completion::skipped));
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
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

    private void work(TensorBatchRun run, int maxRows) {
        try {
            for (List<TensorTask> tasks = queue.take(maxRows); tasks != null; tasks = queue.take(maxRows)) {
                run.run(tasks);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
