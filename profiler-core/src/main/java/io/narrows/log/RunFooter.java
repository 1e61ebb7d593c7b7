package io.narrows.log;

/**
 * Last document of a log that was closed in order; its absence means that the process was killed or still runs.
 *
 * @param atNs time of closing, ns of the run's monotonic clock
 * @param traces number of traces that ended
 * @param events records written by the recording threads
 * @param nsPerEvent cost of one event, calibrated on this host when the log was opened
 */
public record RunFooter(long atNs, long traces, long events, double nsPerEvent) implements LogDocument {}
