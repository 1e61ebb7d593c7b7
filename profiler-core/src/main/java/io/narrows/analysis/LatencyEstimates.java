package io.narrows.analysis;

import io.narrows.analysis.statistics.Estimate;

/**
 * Latency of some requests in milliseconds. An estimate without an interval says that the effective sample is too small for
 * one.
 *
 * @param mean arithmetic mean
 * @param p50 median
 * @param p90 90th percentile
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 */
public record LatencyEstimates(Estimate mean, Estimate p50, Estimate p90, Estimate p99, Estimate p999) {}
