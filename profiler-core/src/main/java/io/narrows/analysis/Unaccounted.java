package io.narrows.analysis;

/**
 * Time between arrival and response that no stage covers.
 *
 * @param meanMs mean over the measured traces
 * @param shareOfMean part of the mean latency, 0 to 1
 * @param shareOfP99 part of the mean latency of the traces in the tail band
 */
public record Unaccounted(double meanMs, double shareOfMean, double shareOfP99) {}
