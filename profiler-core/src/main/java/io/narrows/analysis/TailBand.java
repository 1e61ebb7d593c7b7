package io.narrows.analysis;

/**
 * The traces that "share of p99" is computed from: the slowest 1 %, and never fewer than {@link #MIN_TRACES} (all of them in
 * a smaller run). One trace at exactly the 99th percentile would say little; the mean of the band around and above it does.
 *
 * @param traces how many traces are in the band
 * @param fromMs latency of the fastest of them
 * @param meanMs their mean latency
 * @param partOfTraces which part of the measured traces they are, 0 to 1
 */
public record TailBand(long traces, double fromMs, double meanMs, double partOfTraces) {

    /** Least number of traces in the band. */
    public static final int MIN_TRACES = 20;
}
