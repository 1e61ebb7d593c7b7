package io.narrows.experiment;

/** Hears how far a load is. Called from the load's threads, one at a time; must return quickly. */
@FunctionalInterface
public interface LoadListener {
    /** A listener that does nothing. */
    LoadListener NONE = (doneNs, totalNs) -> {};

    /**
     * Tells how far the load is.
     *
     * @param doneNs how much of the schedule is over
     * @param totalNs length of the schedule
     */
    void progress(long doneNs, long totalNs);
}
