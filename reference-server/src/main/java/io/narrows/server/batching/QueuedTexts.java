package io.narrows.server.batching;

import io.narrows.server.batching.planning.Forwards;
import io.narrows.server.batching.planning.Work;
import java.util.function.Consumer;

/** Texts in a queue. Immutable. */
final class QueuedTexts extends Queued {
    private final InferTask task;
    private final Forwards forwards;

    /** @param forwards how they are cut into forwards where they run by themselves */
    QueuedTexts(InferTask task, Forwards forwards) {
        super(task.urgency(), task.gone());
        this.task = task;
        this.forwards = forwards;
    }

    InferTask task() {
        return task;
    }

    Forwards forwards() {
        return forwards;
    }

    @Override
    protected void tell(Consumer<? super TaskCompletion> what) {
        task.tell(what);
    }

    @Override
    public Work work() {
        return forwards.work();
    }
}
