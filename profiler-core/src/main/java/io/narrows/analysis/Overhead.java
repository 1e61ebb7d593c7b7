package io.narrows.analysis;

/**
 * What recording cost, from the calibration in the log's footer.
 *
 * @param nsPerEvent cost of one event, measured on the recording host when the log was opened
 * @param eventsPerTrace events divided by traces, over the whole run
 * @param shareOfMean {@code nsPerEvent * eventsPerTrace} as part of the mean latency, 0 to 1
 */
public record Overhead(double nsPerEvent, double eventsPerTrace, double shareOfMean) {}
