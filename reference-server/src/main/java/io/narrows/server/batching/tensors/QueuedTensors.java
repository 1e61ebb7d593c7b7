package io.narrows.server.batching.tensors;

import io.narrows.server.batching.Queued;
import io.narrows.server.batching.TaskCompletion;
import io.narrows.server.batching.planning.Work;
import java.util.function.Consumer;

/** Tensors in a queue. Immutable. */
final class QueuedTensors extends Queued {
    private final TensorTask task;

    QueuedTensors(TensorTask task) {
        super(task.urgency(), task.gone());
        this.task = task;
    }

    TensorTask task() {
        return task;
    }

    @Override
    protected void tell(Consumer<? super TaskCompletion> what) {
        task.tell(what);
    }

    /** Its rows in one forward: of their sizes in other dimensions nothing is known here. */
    @Override
    public Work work() {
        return Work.together(task.rows(), 1, task.rows());
    }
}
