package io.narrows.compare;

import org.jspecify.annotations.Nullable;

/**
 * One stage of both runs.
 *
 * @param name name of the stage
 * @param segment its segment
 * @param mean time per request, or null where one of the runs does not have the stage
 * @param p99 99th percentile of the time that a request spends in it, or null likewise
 * @param firstShare part of the mean latency in the first run, 0 where it does not have the stage
 * @param secondShare part of the mean latency in the second run
 */
public record ComparedStage(
        String name,
        String segment,
        @Nullable Compared mean,
        @Nullable Compared p99,
        double firstShare,
        double secondShare) {}
