package io.narrows.data.profile;

/**
 * Which batches' traces are recorded: all, as long as they come no faster than {@value #PER_SECOND} a second, or {@value #BURST} at
 * once. For one thread.
 */
final class TracePace {
    /*
     * A debt: each trace adds the time that one may take at the highest rate, and time that passes pays it off. One is recorded
     * while the debt is below that of a burst (Turner's leaky bucket as a meter, ITU-T I.371, the virtual scheduling algorithm).
     */
    static final int PER_SECOND = 1_000;
    static final int BURST = 100;

    private static final long NS_PER_TRACE = 1_000_000_000L / PER_SECOND;
    private static final long MOST_DEBT_NS = (BURST - 1) * NS_PER_TRACE;

    private long debtNs;
    private long lastNs;
    private long unrecorded;

    /** Whether the trace of a batch that is there at this time is recorded; counted where it is not. Times do not run back. */
    boolean record(long nowNs) {
        if (debtNs > 0) {
            debtNs = Math.max(0, debtNs - (nowNs - lastNs));
        }
        lastNs = nowNs;
        if (debtNs > MOST_DEBT_NS) {
            unrecorded++;
            return false;
        }
        debtNs += NS_PER_TRACE;
        return true;
    }

    /** How many were not recorded since this was called last. */
    long takeUnrecorded() {
        long taken = unrecorded;
        unrecorded = 0;
        return taken;
    }
}
