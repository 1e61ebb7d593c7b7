package io.narrows.server.batching.tensors;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Admission.Verdict;
import io.narrows.server.batching.BatchObserver;
import io.narrows.server.batching.BatchObserver.BatchFacts;
import io.narrows.server.batching.BatchStages;
import io.narrows.server.batching.ForwardProfiles;
import io.narrows.server.batching.TaskCompletion;
import io.narrows.server.batching.Workers;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.model.tensor.TensorModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one batch of tasks through a runner and tells each task its outcome. For one thread.
 *
 * <p>Whether a network takes the values of a request is only seen when it runs. So where a forward fails that several share, each
 * of them runs once more, alone, and only those fail that fail alone. Before each forward whoever has gone is left out, and
 * whose time is over.
 */
final class TensorBatchRun implements Workers.Runs<QueuedTensors> {
    private final TensorModel.Runner runner;
    private final Profiler profiler;
    private final BatchStages stages;
    private final ForwardProfiles profiles;
    private final BatchObserver observer;

    TensorBatchRun(
            TensorModel.Runner runner,
            Profiler profiler,
            BatchStages stages,
            ForwardProfiles profiles,
            BatchObserver observer) {
        this.runner = runner;
        this.profiler = profiler;
        this.stages = stages;
        this.profiles = profiles;
        this.observer = observer;
    }

    @Override
    public void run(BatchCut<QueuedTensors> cut, double expectedNs) {
        run(cut.members(), cut);
    }

    private void run(List<QueuedTensors> taken, BatchCut<QueuedTensors> cut) {
        List<QueuedTensors> left = new ArrayList<>(taken.size());
        for (QueuedTensors one : taken) {
            if (one.gone()) {
                one.tell(TaskCompletion::skipped);
            } else if (one.expired()) {
                observer.refused(Verdict.EXPIRED);
                one.tell(TaskCompletion::expired);
            } else {
                left.add(one);
            }
        }
        if (left.isEmpty() || ran(left.stream().map(QueuedTensors::task).toList(), cut)) {
            return;
        }
        left.forEach(one -> one.task().tell(TensorTask.Completion::waitsAgain));
        left.forEach(one -> run(List.of(one), cut));
    }

    /**
     * Runs tasks in one forward and tells each its outcome.
     *
     * @return false when the forward failed for several, who have not been told: it may be the fault of one of them
     */
    @SuppressWarnings("CatchingUnchecked") // a batch that fails must not end the worker
    private boolean ran(List<TensorTask> tasks, BatchCut<QueuedTensors> cut) {
        Batch batch = profiler.beginBatch();
        int rows = 0;
        for (TensorTask task : tasks) {
            batch.add(task.trace(), task.rows());
            rows += task.rows();
        }
        batch.attribute(stages.lead(), cut.lead().code());
        batch.attribute(stages.cut(), cut.end().code());
        List<ForwardProfile> inside = new ArrayList<>(1);
        try {
            List<List<Tensor>> outputs;
            try {
                outputs = forward(batch, tasks, inside);
                batch.attribute(stages.size(), rows);
                observer.ran(new BatchFacts(rows, 0, 0, cut.lead(), cut.end()));
            } catch (Throwable e) {
                batch.fail();
                batch.end();
                if (tasks.size() > 1) {
                    return false;
                }
                TensorTask only = tasks.get(0);
                only.tell(TaskCompletion::batchEnded);
                only.tell(completion -> completion.failed(e));
                return true;
            }
            batch.end();
            tasks.forEach(task -> task.tell(TaskCompletion::batchEnded));
            for (int i = 0; i < tasks.size(); i++) {
                List<Tensor> own = outputs.get(i);
                tasks.get(i).tell(completion -> completion.done(own));
            }
            return true;
        } finally {
            inside.forEach(profile -> profiles.answered(batch, profile));
        }
    }

    private List<List<Tensor>> forward(Batch batch, List<TensorTask> tasks, List<ForwardProfile> inside) {
        batch.enter(stages.assemble());
        try (TensorModel.Batch input =
                runner.assemble(tasks.stream().map(TensorTask::inputs).toList())) {
            batch.enter(stages.forward());
            if (profiles.next()) {
                ForwardProfile profile = input.forwardProfiled();
                inside.add(profile);
                if (profile.taken()) {
                    batch.attribute(stages.profiled(), 1);
                }
            } else {
                input.forward();
            }
            batch.enter(stages.postprocess());
            return input.read();
        }
    }
}
