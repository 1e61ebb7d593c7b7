package io.narrows.server.batching;

import io.narrows.profiler.Profiler;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.batching.planning.CostEstimate;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.batching.planning.Forwards;
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
    private final BatchRules rules;
    private final CostModel cost = new CostModel();
    private final Workers<QueuedTexts> workers;
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
    public Batcher(TextModel model, Profiler profiler, BatchRules rules, Sizes sizes, BatchObserver hears) {
        this.rules = rules;
        BatchObserver observer = hears.guarded();
        workers = new Workers<>(new TaskQueue<>(rules, cost, sizes.queueSize(), sizes.workers()), observer);
        BatchStages stages = BatchStages.of(profiler);
        profiles = new ForwardProfiles(model, profiler, sizes.profiled());
        try {
            List<BatchRun> runs = new ArrayList<>();
            for (int i = 0; i < sizes.workers(); i++) {
                TextModel.Runner runner = model.newRunner();
                runners.add(runner);
                runs.add(new BatchRun(runner, profiler, stages, profiles, cost, observer));
            }
            if (rules.mode() == BatchingMode.ADAPTIVE) {
                new Calibration(model, runners.get(0), rules.maxTexts(), cost, System::nanoTime).run();
            }
            workers.start("narrows-model-", runs);
        } catch (RuntimeException | Error e) {
            close(); // ends the threads that run, closes the runners that there are
            throw e;
        }
    }

    /** Hands a task over. One that is not taken stays with the caller, and is told nothing. */
    public Admission submit(InferTask task) {
        Forwards forwards = rules.mode() == BatchingMode.ADAPTIVE
                ? Forwards.cheapest(task.lengths(), rules.maxTexts(), cost.estimate())
                : Forwards.inOrder(task.lengths(), rules.maxTexts());
        return workers.submit(new QueuedTexts(task.once(), forwards));
    }

    /** Counts a request whose time was over before it was submitted. */
    public void expired() {
        workers.expired();
    }

    /** Says that a task will probably be submitted soon, so that no worker has to be woken for it then. */
    public void expect() {
        workers.expect();
    }

    /** Tasks that wait now. */
    public int waiting() {
        return workers.waiting();
    }

    /** What batches take, as far as it is known now. */
    public CostEstimate cost() {
        return cost.estimate();
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
