package io.narrows.analysis;

/**
 * One slice of the run.
 *
 * @param fromS start, in seconds after the first measured arrival
 * @param toS end
 * @param completed measured traces that ended well in it
 * @param throughputPerS the same per second
 * @param p50Ms their median latency, 0 where there is none
 * @param maxMs their slowest, 0 where there is none
 */
public record TimelinePoint(
        double fromS, double toS, long completed, double throughputPerS, double p50Ms, double maxMs) {}
