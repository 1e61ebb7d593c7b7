package io.narrows.benchmarks.recording;

/** Sizes that all measured bursts share. */
public final class Burst {
    /*
     * A loop that records without end would fill any buffer and measure dropping. So an invocation is a burst that fits
     * into a buffer of the default size (32,768 records) with its traces' beginnings and ends, and before the next one the
     * drainer has emptied the buffer. A burst takes some 0.3 ms, the two clock readings around it 0.00006 ms.
     */

    /** Traces of a burst. */
    public static final int TRACES = 512;

    /** Records that each of them gets in a burst. */
    public static final int RECORDS = 16;

    /** Events of a burst: stage boundaries, peer's events, peer's spans. */
    public static final int EVENTS = TRACES * RECORDS;

    /** Pairs of a burst: enter and leave, two clock readings. */
    public static final int PAIRS = EVENTS / 2;

    private Burst() {}
}
