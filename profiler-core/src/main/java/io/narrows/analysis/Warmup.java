package io.narrows.analysis;

import io.narrows.analysis.statistics.Estimate;

/**
 * A slower beginning of the run that was found and set apart: its requests count in no latency, share or quantile.
 *
 * @param untilS end of it, in seconds after the first measured arrival
 * @param count good requests that arrived in it
 * @param p50BeforeMs median latency in it
 * @param p50After median latency of the rest, in milliseconds
 * @param how how it was found, in words
 */
public record Warmup(double untilS, long count, double p50BeforeMs, Estimate p50After, String how) {}
