package io.narrows.analysis;

import org.jspecify.annotations.Nullable;

/**
 * One slice of the run.
 *
 * @param fromS start, in seconds after the first measured arrival
 * @param toS end
 * @param completed measured traces that ended well in it
 * @param throughputPerS the same per second
 * @param p50Ms their median latency, 0 where there is none
 * @param maxMs their slowest, 0 where there is none
 * @param inFlight requests under way on average; null where no trace was kept whole
 * @param waiting requests in a {@linkplain Waits wait stage} on average; null likewise
 */
public record TimelinePoint(
        double fromS,
        double toS,
        long completed,
        double throughputPerS,
        double p50Ms,
        double maxMs,
        @Nullable Double inFlight,
        @Nullable Double waiting) {}
