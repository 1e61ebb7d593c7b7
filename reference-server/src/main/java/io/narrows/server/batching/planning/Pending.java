package io.narrows.server.batching.planning;

/**
 * A request that waits for the model, as far as planning is concerned. All times are in ns on one clock that never shows
 * less than 0. Does not change.
 */
public interface Pending {
    /** The deadline of a request that has none. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /** When the request arrived at the server, in ns. */
    long arrivedNs();

    /** When it began to wait for the model, in ns. */
    long queuedNs();

    /** After which moment nobody wants the answer, in ns; {@link #NO_DEADLINE} for never. */
    long deadlineNs();

    /** Lower numbers go first. */
    int priority();

    /** What it asks of the model. */
    Work work();
}
