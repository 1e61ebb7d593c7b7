package io.narrows.server.batching;

import io.narrows.server.batching.planning.BatchCut;
import org.slf4j.LoggerFactory;

/**
 * Hears of what a batcher does. Called on any of its threads and of its callers'; must be fast and thread-safe. What it throws
 * is logged and harms nobody.
 */
@FunctionalInterface
public interface BatchObserver {
    /** The model has run a batch. */
    void ran(BatchFacts facts);

    /** A task was not let to the model, or its time was over while it waited. */
    default void refused(Admission.Verdict why) {}

    /** This one, but what it throws is logged. */
    default BatchObserver guarded() {
        BatchObserver hears = this;
        return new BatchObserver() {
            @Override
            public void ran(BatchFacts facts) {
                guard(() -> hears.ran(facts));
            }

            @Override
            public void refused(Admission.Verdict why) {
                guard(() -> hears.refused(why));
            }
        };
    }

    @SuppressWarnings("CatchingUnchecked") // a meter that fails must neither lose a request nor end a worker
    private static void guard(Runnable telling) {
        try {
            telling.run();
        } catch (Throwable e) {
            LoggerFactory.getLogger(BatchObserver.class).error("a batch or a refusal could not be counted", e);
        }
    }

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
