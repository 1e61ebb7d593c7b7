package io.narrows.server.batching.tensors;

import io.narrows.profiler.Trace;
import io.narrows.server.batching.OnceTold;
import io.narrows.server.batching.TaskCompletion;
import io.narrows.server.batching.Urgency;
import io.narrows.server.model.tensor.Tensor;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One request's work for a model of tensors.
 *
 * @param trace its trace, already in the stage of waiting; the batcher uses it until it calls the completion
 * @param inputs its inputs, in the model's order
 * @param rows its size along the batch axis, 1 where there is none
 * @param urgency how pressing it is
 * @param gone whether nobody waits for the answer any more
 * @param completion told the outcome exactly once
 */
public record TensorTask(
        Trace trace, List<Tensor> inputs, int rows, Urgency urgency, BooleanSupplier gone, Completion completion) {
    public TensorTask {
        inputs = List.copyOf(inputs);
    }

    void tell(Consumer<? super Completion> what) {
        TaskCompletion.tell(completion, what);
    }

    /** The same task, whose completion hears each thing once. */
    TensorTask once() {
        return new TensorTask(trace, inputs, rows, urgency, gone, new Once(completion));
    }

    private static final class Once extends OnceTold<Completion> implements Completion {
        Once(Completion completion) {
            super(completion);
        }

        @Override
        public void waitsAgain() {
            completion.waitsAgain();
        }

        @Override
        public void done(List<Tensor> outputs) {
            if (first()) {
                completion.done(outputs);
            }
        }
    }

    /** What becomes of a task. */
    public interface Completion extends TaskCompletion {
        /**
         * The forward that the task shared with others has failed, and the task waits to be run alone; the trace is its own
         * until then. Told at most once, before anything else.
         */
        void waitsAgain();

        /** The model has run: its outputs, in the model's order. */
        void done(List<Tensor> outputs);
    }
}
