package io.narrows.data.verdict;

/** A group of workers whose number can be changed while it works. Thread-safe. */
public interface Tunable {
    /** Name of the group, as {@link io.narrows.data.profile.GroupFigures#name} tells it. */
    String name();

    /** How many workers it has, or is about to have. */
    int workers();

    /** The most that it may have. */
    int mostWorkers();

    /**
     * Starts workers, or lets some end with the chunk that they have. Returns at once. The order of the samples does not change by
     * it.
     *
     * @param number from 1 to {@link #mostWorkers}
     */
    void workers(int number);
}
