package io.narrows.server.batching;

/** Hears of every batch that the model has run. Called on model workers; must be fast and thread-safe. */
@FunctionalInterface
public interface BatchObserver {
    /**
     * A batch has run.
     *
     * @param texts texts in it
     * @param tokens their tokens
     * @param paddedTokens their tokens after padding
     */
    void ran(int texts, long tokens, long paddedTokens);
}
