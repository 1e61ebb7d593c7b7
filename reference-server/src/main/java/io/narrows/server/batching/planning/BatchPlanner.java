package io.narrows.server.batching.planning;

/** Decides what a free worker does next. Pure: the same view gives the same plan. For any number of threads. */
@FunctionalInterface
public interface BatchPlanner {
    /**
     * Decides.
     *
     * @param view what waits, at least one request
     */
    <T extends Pending> Plan<T> plan(View<T> view);
}
