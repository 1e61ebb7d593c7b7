package io.narrows.server.batching;

import io.narrows.profiler.Trace;
import io.narrows.server.model.TextModel.Tokens;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One request's work for the model.
 *
 * @param trace its trace, already in the stage of waiting; the batcher uses it until it calls the completion
 * @param texts at least one
 * @param urgency how pressing it is
 * @param gone whether nobody waits for the answer any more
 * @param completion told the outcome exactly once
 */
public record InferTask(Trace trace, List<Tokens> texts, Urgency urgency, BooleanSupplier gone, Completion completion) {
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

    void tell(Consumer<? super Completion> what) {
        TaskCompletion.tell(completion, what);
    }

    /** The same task, whose completion hears each thing once. */
    InferTask once() {
        return new InferTask(trace, texts, urgency, gone, new Once(completion));
    }

    private static final class Once extends OnceTold<Completion> implements Completion {
        Once(Completion completion) {
            super(completion);
        }

        @Override
        public void done(float[][] rows) {
            if (first()) {
                completion.done(rows);
            }
        }
    }

    int[] lengths() {
        int[] lengths = new int[texts.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = texts.get(i).length();
        }
        return lengths;
    }

    /** What becomes of a task. */
    public interface Completion extends TaskCompletion {
        /** The model has run: one vector a text, in their order. */
        void done(float[][] rows);
    }
}
