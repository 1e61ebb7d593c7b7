package io.narrows.log;

/**
 * What the profiler itself cost in an interval. Times are ns.
 *
 * @param atNs end of the interval on the run's monotonic clock
 * @param intervalNs length of the interval
 * @param records records that the recording threads wrote in it
 * @param nsPerEvent cost of one record, calibrated on this host
 * @param drainerCpuNs CPU time of the drainer in it
 * @param lanesCpuNs CPU time of the threads that sample the environment in it
 * @param processCpuNs CPU time of the whole process in it
 * @param logBytes bytes that the log took on disk at the end
 * @param oneIn one of how many traces is kept as a sample; 0 while none is kept
 */
public record SelfCost(
        long atNs,
        long intervalNs,
        long records,
        double nsPerEvent,
        long drainerCpuNs,
        long lanesCpuNs,
        long processCpuNs,
        long logBytes,
        int oneIn)
        implements LogDocument {}
