package io.narrows.server.batching;

import io.narrows.profiler.Profiler;
import io.narrows.server.model.TextModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a model on the tasks that wait in one bounded queue, first in first out, in batches.
 *
 * <p>Work-conserving: a worker that is free takes what waits at that moment, up to the maximum, and starts. Under light
 * load a task runs alone and at once; under heavy load batches fill by themselves while the workers are busy. Each worker
 * is a thread with its own runner. Thread-safe; close it before the profiler and the model.
 */
public final class Batcher implements AutoCloseable {
    private final TaskQueue queue;
    private final List<Thread> workers = new ArrayList<>();
    private final List<TextModel.Runner> runners = new ArrayList<>();
    private final ForwardProfiles profiles;

    /**
     * Sizes of a batcher.
     *
     * @param workers threads that run the model
     * @param maxTexts most texts in one forward
     * @param queueSize most tasks that wait
     * @param profiled batches whose operators are profiled
     */
    public record Sizes(int workers, int maxTexts, int queueSize, int profiled) {}

    /** Starts the workers. */
    public Batcher(TextModel model, Profiler profiler, Sizes sizes, BatchObserver observer) {
        queue = new TaskQueue(sizes.queueSize());
        BatchStages stages = BatchStages.of(profiler);
        profiles = new ForwardProfiles(model, profiler, sizes.profiled());
        for (int i = 0; i < sizes.workers(); i++) {
            TextModel.Runner runner = model.newRunner();
            runners.add(runner);
            BatchRun run = new BatchRun(runner, profiler, stages, profiles, sizes.maxTexts(), observer);
            Thread worker = new Thread(() -> work(run, sizes.maxTexts()), "narrows-model-" + i);
            // A forward must never outlive the engine: close() joins, the JVM waits.
            worker.setDaemon(false);
            workers.add(worker);
        }
        workers.forEach(Thread::start);
    }

    /**
     * Hands a task over; false when the queue is full or the batcher is closed, and the caller keeps the task.
     */
    public boolean submit(InferTask task) {
        return queue.offer(task);
    }

    /** Tasks that wait now. */
    public int waiting() {
        return queue.size();
    }

    /** Skips what waits, lets running forwards finish, ends the workers and has what was profiled told. Waits without a limit. */
    @Override
    public void close() {
        queue.close().forEach(task -> task.completion().skipped());
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
        runners.forEach(TextModel.Runner::close);
        runners.clear();
        profiles.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(BatchRun run, int maxTexts) {
        try {
            for (List<InferTask> tasks = queue.take(maxTexts); tasks != null; tasks = queue.take(maxTexts)) {
                run.run(tasks);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
