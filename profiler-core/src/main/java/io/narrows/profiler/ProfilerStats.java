package io.narrows.profiler;

/**
 * What the profiler knows about itself, counted since it was opened.
 *
 * @param traces traces that ended and were put together
 * @param events records written by the recording threads
 * @param dropped records that found no room
 * @param incomplete traces that ended with records missing
 * @param abandoned traces that were never ended
 * @param misuses calls that made no sense, such as ending twice
 * @param lostDocuments documents that could not be written to the log
 * @param buffers buffers in use or waiting to be used again
 * @param unmappedBuffers those of them in memory only, because their file could not be made; a kill loses what is in them
 * @param nsPerEvent cost of one event in ns, calibrated on this host when the profiler was opened
 */
public record ProfilerStats(
        long traces,
        long events,
        long dropped,
        long incomplete,
        long abandoned,
        long misuses,
        long lostDocuments,
        int buffers,
        int unmappedBuffers,
        double nsPerEvent) {}
