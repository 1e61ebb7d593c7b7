package io.narrows.profiler;

import io.narrows.log.BatchDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;

/**
 * Is told of every trace that ended, kept or not; for metrics and for export to other tools.
 *
 * <p>Given to {@link ProfilerConfig.Builder#listener} and closed with the profiler. One thread calls everything here, the
 * one that fills the log: a listener must be quick, because buffers fill up while it works, and its time counts against the
 * budget. What it throws is counted in {@link ProfilerStats#listenerFailures} and otherwise ignored. The documents belong
 * to nobody and may be kept.
 */
public interface TraceListener extends AutoCloseable {
    /**
     * Recording is about to begin. The one call that comes from the thread that opens the profiler; what it throws is thrown
     * by {@link Profiler#open}.
     *
     * @param header what is recorded, and how its clock maps to wall time
     */
    default void opened(RunHeader header) {}

    /**
     * A batch ended; its members follow.
     *
     * @param batch the batch
     * @param names the names behind its ids
     */
    default void batch(BatchDocument batch, StageTable names) {}

    /**
     * A trace ended, or was given up.
     *
     * @param trace the trace; {@link TraceDocument#weight} says how many it stands for in the log, and means nothing when
     *     it is not kept
     * @param kept whether it is written to the log whole; one that is not may still be written later with weight 0, because
     *     a slow one ran beside it
     * @param names the names behind its ids
     */
    void trace(TraceDocument trace, boolean kept, StageTable names);

    /**
     * What the profiler counted so far; about once a second, and once before {@link #close}.
     *
     * @param stats the counts
     */
    default void counts(ProfilerStats stats) {}

    /** Nothing follows any more. */
    @Override
    default void close() {}
}
