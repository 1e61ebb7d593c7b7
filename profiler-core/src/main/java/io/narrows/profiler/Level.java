package io.narrows.profiler;

/** How much is recorded whole at present. The budget decides; see {@link ProfilerConfig.Builder#budget}. */
public enum Level {
    /** As it was configured. */
    FULL,
    /** Fewer of the usual traces than was configured; slow, failed, marked and abandoned ones as ever. */
    SAMPLED,
    /** No trace; histograms go on covering all of them. */
    HISTOGRAMS
}
