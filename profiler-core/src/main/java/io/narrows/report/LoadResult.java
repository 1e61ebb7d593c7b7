package io.narrows.report;

import io.narrows.analysis.statistics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * What the load generator saw, read from {@code load.json}. Latency counts from the scheduled arrival, so that a late
 * sender does not hide waiting.
 *
 * @param url where the load went, empty where the file does not say
 * @param ratePerS scheduled requests per second
 * @param seconds length of the schedule
 * @param scheduled requests scheduled
 * @param answered requests answered well
 * @param failed requests that failed
 * @param sessionTraceIdHigh first 64 bits of the trace ids of the measured requests, or null where the file does not say
 * @param p50Ms median, or null
 * @param p90Ms 90th percentile, or null
 * @param p99Ms 99th percentile, or null
 * @param throughputPerS answers per second, or null
 */
public record LoadResult(
        String url,
        double ratePerS,
        double seconds,
        long scheduled,
        long answered,
        long failed,
        @Nullable Long sessionTraceIdHigh,
        @Nullable Estimate p50Ms,
        @Nullable Estimate p90Ms,
        @Nullable Estimate p99Ms,
        @Nullable Estimate throughputPerS) {}
