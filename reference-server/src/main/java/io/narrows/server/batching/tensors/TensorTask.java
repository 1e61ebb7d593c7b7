package io.narrows.server.batching.tensors;

import io.narrows.profiler.Trace;
import io.narrows.server.model.tensor.Tensor;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's work for a model of tensors.
 *
 * @param trace its trace, already in the stage of waiting; the batcher uses it until it calls the completion
 * @param inputs its inputs, in the model's order
 * @param rows its size along the batch axis, 1 where there is none
 * @param gone whether nobody waits for the answer any more
 * @param completion told the outcome exactly once, on a model worker
 */
public record TensorTask(Trace trace, List<Tensor> inputs, int rows, BooleanSupplier gone, Completion completion) {
    private static final Logger LOG = LoggerFactory.getLogger(TensorTask.class);

    public TensorTask {
        inputs = List.copyOf(inputs);
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

    /** What becomes of a task. Must not block and must not throw. */
    public interface Completion {
        /**
         * The forward that the task shared with others has failed, and the task waits to be run alone; the trace is its own
         * until then. Told at most once, before anything else.
         */
        void waitsAgain();

        /**
         * The batch has ended, and the trace is the task's own again. Told to all members that have run before the first is told
         * more; {@link #done} or {@link #failed} follows.
         */
        void batchEnded();

        /** The model has run: its outputs, in the model's order. */
        void done(List<Tensor> outputs);

        /** The model failed. */
        void failed(Throwable cause);

        /** The model was not asked: nobody waited any more, or the batcher closed. */
        void skipped();
    }
}
