package io.narrows.server.caching;

/** Counts what becomes of texts. Called by many threads; must be quick and must not throw. */
public interface RowObserver {
    /** Counts nothing. */
    RowObserver NONE = new RowObserver() {};

    /** So many texts were known. */
    default void hits(int texts) {}

    /** So many texts had their row from an equal text that was computed meanwhile. */
    default void coalesced(int texts) {}

    /** So many texts went to the model. */
    default void misses(int texts) {}

    /**
     * A row is no longer kept.
     *
     * @param expired because of its age, otherwise for lack of room
     */
    default void evicted(boolean expired) {}
}
