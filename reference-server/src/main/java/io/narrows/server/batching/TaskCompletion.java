package io.narrows.server.batching;

import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a task, but for its result. Told on a thread of the batcher, or of who submits another task. Must not block
 * and must not throw.
 */
public interface TaskCompletion {
    /**
     * The model has run for this task alone, and its result is being read: what becomes of it follows within a fraction of a
     * millisecond. The trace is still the batch's. A hint, which may be left out.
     */
    default void soon() {}

    /**
     * The batch has ended, and the trace is the task's own again. Told to all members that have run before the first is told
     * more, so that each can enter its next stage at once; its result or {@link #failed} follows.
     */
    void batchEnded();

    /** The model failed. */
    void failed(Throwable cause);

    /** The model was not asked, or not for all of it: nobody waited any more, or the batcher closed. */
    void skipped();

    /** The model was not asked, or not for all of it, because the task's time was over. */
    default void expired() {
        skipped();
    }

    /**
     * The model was not asked, because the queue was full and a task of a higher priority took the place.
     *
     * @param admission what it would be told now
     */
    default void displaced(Admission admission) {
        skipped();
    }

    /** Tells a completion something. If that throws it is logged: others of the batch are told, the worker goes on. */
    @SuppressWarnings("CatchingUnchecked")
    static <C extends TaskCompletion> void tell(C completion, Consumer<? super C> what) {
        try {
            what.accept(completion);
        } catch (Throwable e) {
            LoggerFactory.getLogger(TaskCompletion.class).error("a request could not be told what became of it", e);
        }
    }
}
