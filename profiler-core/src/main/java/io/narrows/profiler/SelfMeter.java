package io.narrows.profiler;

import io.narrows.log.SelfCost;

/** What recording costs: the host's threads for their records, the drainer, and the threads of the lanes. For the drainer. */
final class SelfMeter {
    private final CpuTimes cpu;
    private final double nsPerEvent;
    private final int processors;
    private Reading lastSecond;
    private Reading lastInterval;
    private long lanesNs;
    private double drainerShare;

    /** All that is read at one time; later minus earlier is what an interval cost. */
    private record Reading(long atNs, long records, long drainerNs, long lanesNs, long processNs) {}

    /**
     * Starts measuring.
     *
     * @param cpu where processor times come from
     * @param nsPerEvent cost of one record for the thread that writes it
     * @param processors number of processors that the machine has for this process
     * @param nowNs now, in ns of the run's clock
     */
    SelfMeter(CpuTimes cpu, double nsPerEvent, int processors, long nowNs) {
        this.cpu = cpu;
        this.nsPerEvent = nsPerEvent;
        this.processors = processors;
        lanesNs = cpu.lanesNs();
        lastSecond = new Reading(nowNs, 0, 0, lanesNs, cpu.processNs());
        lastInterval = lastSecond;
    }

    /** Share of the machine that so much processor time since the last {@link #share} is. */
    double shareOf(double costNs, long nowNs) {
        double wallNs = nowNs - lastSecond.atNs;
        return wallNs <= 0 ? 0 : costNs / (wallNs * processors);
    }

    /** Share of the machine that recording took since the last call, 0 to 1 and above where records cost that much. */
    double share(long nowNs, long records) {
        Reading before = lastSecond;
        Reading now = read(nowNs, records);
        double costNs = (now.records - before.records) * nsPerEvent
                + (now.drainerNs - before.drainerNs)
                + (now.lanesNs - before.lanesNs);
        double share = shareOf(costNs, nowNs);
        drainerShare = shareOf((double) (now.drainerNs - before.drainerNs), nowNs);
        lastSecond = now;
        return share;
    }

    /** The drainer's part of what {@link #share} told last. */
    double drainerShare() {
        return drainerShare;
    }

    /** What it cost since the last call, as a document. */
    SelfCost cost(long nowNs, long records, long logBytes, int oneIn) {
        Reading before = lastInterval;
        Reading now = read(nowNs, records);
        lastInterval = now;
        return new SelfCost(
                nowNs,
                now.atNs - before.atNs,
                now.records - before.records,
                nsPerEvent,
                now.drainerNs - before.drainerNs,
                now.lanesNs - before.lanesNs,
                now.processNs - before.processNs,
                logBytes,
                oneIn);
    }

    private Reading read(long nowNs, long records) {
        // Threads of the lanes that have ended take their time with them.
        lanesNs = Math.max(lanesNs, cpu.lanesNs());
        return new Reading(nowNs, records, cpu.drainerNs(), lanesNs, cpu.processNs());
    }
}
