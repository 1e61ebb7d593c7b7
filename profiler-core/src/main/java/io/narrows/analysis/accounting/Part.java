package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.Estimate;

/**
 * One part of the requests' time.
 *
 * @param stage name of the stage; of a gap {@code after X}, X being the stage before it
 * @param type what the time was spent on
 * @param meanMs mean per request
 * @param shareOfMean part of the mean latency, 0 to 1
 * @param tailMs ms of the p99: mean over the slow requests less the mean over the typical ones
 */
public record Part(String stage, PartType type, double meanMs, double shareOfMean, Estimate tailMs) {}
