package io.narrows.server.batching.planning;

/** Decides what a free worker does next. Pure: the same view gives the same plan. For any number of threads. */
@FunctionalInterface
public interface BatchPlanner<P extends Pending> {
    /**
     * Decides.
     *
     * @param view what waits, at least one request
     */
    Plan<P> plan(View<P> view);
}
