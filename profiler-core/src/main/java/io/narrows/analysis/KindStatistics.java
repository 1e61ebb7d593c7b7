package io.narrows.analysis;

import io.narrows.analysis.statistics.Estimate;

/**
 * The good requests of one kind.
 *
 * @param kind name of the kind
 * @param count how many
 * @param throughputPerS how many ended per second of the measured time
 * @param latency their latency
 * @param parts how it divides into waiting and work
 */
public record KindStatistics(
        String kind, long count, Estimate throughputPerS, LatencyEstimates latency, QueueAndService parts) {}
