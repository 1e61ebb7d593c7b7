package io.narrows.analysis;

import io.narrows.analysis.statistics.SortedSample;

/**
 * The traces that "share of p99" is computed from: the slowest 1 %, in a short run at least {@link #ENOUGH_TRACES} of them
 * but never more than the slowest tenth. One trace at exactly the 99th percentile would say little; the mean of the band around and above it does.
 *
 * @param traces how many requests are in the band
 * @param kept how many traces in the log stand for them; fewer where traces were sampled
 * @param fromMs latency of the fastest of them
 * @param meanMs their mean latency
 * @param partOfTraces which part of the measured requests they are, 0 to 1
 */
public record TailBand(long traces, long kept, double fromMs, double meanMs, double partOfTraces) {

    /** From this number of traces on, the slowest 1 % are enough. */
    public static final int ENOUGH_TRACES = 20;

    /** Latency of the fastest trace in the band. */
    public static long floorNs(SortedSample latencies) {
        double percent = Math.ceil(latencies.weight() / 100);
        double tenth = Math.ceil(latencies.weight() / 10);
        int index = latencies.size();
        double slower = 0;
        while (index > 0 && (slower < percent || (latencies.size() - index < ENOUGH_TRACES && slower < tenth))) {
            index--;
            slower = latencies.weight() - latencies.weightUpTo(index - 1);
        }
        return latencies.value(index);
    }
}
