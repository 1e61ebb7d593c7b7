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
 * @param oneIn of how many usual traces one is written whole at present; its weight says so
 * @param level how much is recorded whole at present
 * @param share part of the machine's processor time that the profiler used of late, from 0 to 1
 * @param logBytes bytes that the log takes on disk
 * @param removedBytes bytes of older files of the log that were removed to stay below its limit
 * @param listenerFailures calls of listeners that threw
 * @param keptTraces traces written to the log whole, those around slow ones included
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
        double nsPerEvent,
        int oneIn,
        Level level,
        double share,
        long logBytes,
        long removedBytes,
        long listenerFailures,
        long keptTraces) {
    /** Of a profiler that records nothing. */
    static final ProfilerStats NONE = new ProfilerStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, Level.FULL, 0, 0, 0, 0, 0);
}
