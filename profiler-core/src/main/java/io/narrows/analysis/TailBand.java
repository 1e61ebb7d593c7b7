package io.narrows.analysis;

/**
 * The traces that "share of p99" is computed from: the slowest 1 %, in a short run at least {@link #ENOUGH_TRACES} of them
 * but never more than the slowest tenth. One trace at exactly the 99th percentile would say little; the mean of the band around and above it does.
 *
 * @param traces how many traces are in the band
 * @param fromMs latency of the fastest of them
 * @param meanMs their mean latency
 * @param partOfTraces which part of the measured traces they are, 0 to 1
 */
public record TailBand(long traces, double fromMs, double meanMs, double partOfTraces) {

    /** From this number of traces on, the slowest 1 % are enough. */
    public static final int ENOUGH_TRACES = 20;

    /** How many of a number of traces are in the band, at least 1. */
    static int size(int traces) {
        int percent = (int) Math.ceil(traces / 100.0);
        int tenth = (int) Math.ceil(traces / 10.0);
        return Math.max(percent, Math.min(ENOUGH_TRACES, tenth));
    }
}
