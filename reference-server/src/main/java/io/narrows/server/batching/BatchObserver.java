package io.narrows.server.batching;

import io.narrows.server.batching.planning.BatchCut;

/** Hears of what a batcher does. Called on any of its threads and of its callers'; must be fast and thread-safe. */
@FunctionalInterface
public interface BatchObserver {
    /** The model has run a batch. */
    void ran(BatchFacts facts);

    /** A task was not let to the model, or its time was over while it waited. */
    default void refused(Admission.Verdict why) {}

    /**
     * What there is to say of a batch.
     *
     * @param texts texts in it
     * @param tokens their tokens
     * @param paddedTokens their tokens after padding
     * @param lead why its first member was chosen
     * @param end why it had no more members
     */
    record BatchFacts(int texts, long tokens, long paddedTokens, BatchCut.Lead lead, BatchCut.End end) {}
}
