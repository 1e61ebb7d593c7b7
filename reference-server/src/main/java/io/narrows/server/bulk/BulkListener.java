package io.narrows.server.bulk;

/** Hears how embedding goes on, and says when to stop. Called by the thread that runs it. */
public interface BulkListener {
    /**
     * It begins.
     *
     * @param done texts that earlier processes have done
     */
    default void started(long done) {}

    /**
     * Some texts are done.
     *
     * @param done texts done, those of earlier processes included
     * @param total texts of the data set
     */
    void progress(long done, long total);

    /** Whether to end after what is under way; what is done is kept, and a later run goes on. */
    default boolean stopped() {
        return false;
    }
}
