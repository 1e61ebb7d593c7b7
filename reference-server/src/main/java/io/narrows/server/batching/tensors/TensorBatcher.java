package io.narrows.server.batching.tensors;

import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Admission;
import io.narrows.server.batching.BatchObserver;
import io.narrows.server.batching.BatchStages;
import io.narrows.server.batching.Closing;
import io.narrows.server.batching.ForwardProfiles;
import io.narrows.server.batching.TaskQueue;
import io.narrows.server.batching.Workers;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.model.tensor.TensorModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a model of tensors on the tasks that wait in one bounded queue, in batches.
 *
 * <p>Work-conserving: a worker that is free takes what waits at that moment and can be joined, up to the maximum, and starts.
 * Each worker is a thread with its own runner. Thread-safe; close it before the profiler and the model.
 */
public final class TensorBatcher implements AutoCloseable {
    private final Workers<QueuedTensors> workers;
    private final List<TensorModel.Runner> runners = new ArrayList<>();
    private final ForwardProfiles profiles;

    /**
     * Sizes of a batcher.
     *
     * @param workers threads that run the model
     * @param maxRows most rows in one forward; a request with more runs by itself
     * @param goalNs within which time requests should be answered, in ns: what has waited for half of it goes next
     * @param queueSize most tasks that wait
     * @param profiled batches whose operators are profiled
     */
    public record Sizes(int workers, int maxRows, long goalNs, int queueSize, int profiled) {}

    /**
     * Starts the workers.
     *
     * @param hears told of the batches, whose texts are rows and which have no tokens
     */
    public TensorBatcher(TensorModel model, Profiler profiler, Sizes sizes, BatchObserver hears) {
        BatchObserver observer = hears.guarded();
        BatchRules rules = new BatchRules(BatchingMode.FIXED, sizes.maxRows(), 0, sizes.goalNs());
        // What they take is not learned: it depends on shapes, of which a cost model knows nothing.
        workers = new Workers<>(
                new TaskQueue<>(
                        rules,
                        new JoiningPlanner(rules, model.batchAxis()),
                        new CostModel(),
                        sizes.queueSize(),
                        sizes.workers()),
                observer);
        BatchStages stages = BatchStages.of(profiler);
        profiles = new ForwardProfiles(model, profiler, sizes.profiled());
        try {
            List<TensorBatchRun> runs = new ArrayList<>();
            for (int i = 0; i < sizes.workers(); i++) {
                TensorModel.Runner runner = model.newRunner();
                runners.add(runner);
                runs.add(new TensorBatchRun(runner, profiler, stages, profiles, observer));
            }
            workers.start("narrows-" + model.info().name() + "-", runs);
        } catch (RuntimeException | Error e) {
            close(); // ends the threads that run, closes the runners that there are
            throw e;
        }
    }

    /** Hands a task over. One that is not taken stays with the caller, and is told nothing. */
    public Admission submit(TensorTask task) {
        return workers.submit(new QueuedTensors(task.once()));
    }

    /** Counts a request whose time was over before it was submitted. */
    public void expired() {
        workers.expired();
    }

    /** Tasks that wait now. */
    public int waiting() {
        return workers.waiting();
    }

    /** Takes no further task and skips what waits; forwards that run go on. Does not wait. */
    public void stopTaking() {
        workers.stopTaking();
    }

    /** Skips what waits, lets running forwards finish, ends the workers and has what was profiled told. Waits without a limit. */
    @Override
    public void close() {
        List<Runnable> endings = new ArrayList<>();
        endings.add(workers::close);
        runners.forEach(runner -> endings.add(runner::close));
        endings.add(profiles::close);
        runners.clear();
        Closing.all(endings);
    }
}
