package io.narrows.server.batching;

import io.narrows.profiler.Trace;
import io.narrows.server.model.TextModel.Tokens;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's work for the model.
 *
 * @param trace its trace, already in the stage of waiting; the batcher uses it until it calls the completion
 * @param texts at least one
 * @param urgency how pressing it is
 * @param gone whether nobody waits for the answer any more
 * @param completion told the outcome exactly once, on a thread of the batcher
 */
public record InferTask(Trace trace, List<Tokens> texts, Urgency urgency, BooleanSupplier gone, Completion completion) {
    private static final Logger LOG = LoggerFactory.getLogger(InferTask.class);

    public InferTask {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("a task has no texts; it needs at least one");
        }
    }

    long tokens() {
        long tokens = 0;
        for (Tokens text : texts) {
            tokens += text.length();
        }
        return tokens;
    }

    /** Tells the completion something. If that throws it is logged: others of the batch are told, the worker goes on. */
    @SuppressWarnings("CatchingUnchecked")
    void tell(Consumer<Completion> what) {
        try {
            what.accept(completion);
        } catch (Throwable e) {
            LOG.error("a request could not be told what became of it", e);
        }
    }

    int[] lengths() {
        return texts.stream().mapToInt(Tokens::length).toArray();
    }

    /** What becomes of a task. Must not block and must not throw. */
    public interface Completion {
        /**
         * The batch has ended, and the trace is the task's own again. Told to all members before the first is told more,
         * so that each can enter its next stage at once; {@link #done} or {@link #failed} follows.
         */
        void batchEnded();

        /** The model has run: one vector a text, in their order. */
        void done(float[][] rows);

        /** The model failed. */
        void failed(Throwable cause);

        /** The model was not asked: nobody waited any more, or the batcher closed. */
        void skipped();

        /** The model was not asked, because the task's time was over. */
        default void expired() {
            skipped();
        }
    }
}
