package io.narrows.log;

import java.util.List;

/**
 * What one thread worked on, boundary by boundary; only where CPU samples are taken, which are joined to stages by it. Times
 * are ns of the run's monotonic clock.
 *
 * <p>From a boundary on the thread was in its stage, unless that was ended by another thread meanwhile; the last one holds
 * until the next document of the same thread. A thread that works on a batch also writes boundaries of single traces, its
 * members among them; they end nothing but what the same trace was in.
 *
 * @param threadId the JVM's number of the thread ({@link Thread#getId})
 * @param boundaries in order of time
 */
public record ThreadStages(long threadId, List<Boundary> boundaries) implements LogDocument {

    /** Stage of a boundary at which the thread entered none. */
    public static final int NONE = -1;

    public ThreadStages {
        boundaries = List.copyOf(boundaries);
    }

    /**
     * A stage entered, or left.
     *
     * @param atNs when
     * @param serial serial of the trace or batch
     * @param batch whether it is a batch
     * @param stage id of the stage, or {@link #NONE}
     */
    public record Boundary(long atNs, long serial, boolean batch, int stage) {}
}
