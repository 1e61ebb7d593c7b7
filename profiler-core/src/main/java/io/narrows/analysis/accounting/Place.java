package io.narrows.analysis.accounting;

/** Numbers of the places where a request spends time: its stages, and the gaps after them. Holds no state. */
final class Place {

    /** The gap between arrival and the first stage. */
    static final long AFTER_ARRIVAL = 1L << 33;

    /** All that are beyond the number of places that are told apart. */
    static final long OTHERS = 1L << 34;

    private static final long GAP = 1L << 32;

    private Place() {}

    static long of(int stage) {
        return stage & 0xffff_ffffL;
    }

    /** The gap after a stage. */
    static long after(int stage) {
        return GAP | of(stage);
    }

    static boolean gap(long place) {
        return place >= GAP;
    }

    /** The stage itself, or the one that the gap is after. */
    static int stage(long place) {
        return (int) place;
    }
}
