package io.narrows.golden;

/** Hears how far a recording or a check has come. Called by the thread that runs it. */
@FunctionalInterface
public interface GoldenListener {

    /** Hears nothing. */
    GoldenListener NONE = (step, done, total) -> {};

    /**
     * One more sample or batch is through.
     *
     * @param step what is being done, in words
     * @param done how many are through
     * @param total how many there are
     */
    void progress(String step, int done, int total);
}
