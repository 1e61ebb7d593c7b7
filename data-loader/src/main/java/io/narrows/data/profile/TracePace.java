package io.narrows.data.profile;

import io.narrows.profiler.Profiler;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Which batches' traces are recorded: all, as long as they come no faster than {@value #PER_SECOND} a second, or {@value #BURST} at
 * once. All loaders of a profiler share one, however short each of them lives. Thread-safe.
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

    private static final Map<Profiler, TracePace> BY_PROFILER = new WeakHashMap<>();

    private boolean begun;
    private long debtNs;
    private long lastNs;

    /** That of a profiler. */
    static TracePace of(Profiler profiler) {
        synchronized (BY_PROFILER) {
            return BY_PROFILER.computeIfAbsent(profiler, any -> new TracePace());
        }
    }

    /** Whether the trace of a batch that is there at this time is recorded. A time before the last one counts as that. */
    synchronized boolean record(long nowNs) {
        long passedNs = begun ? Math.max(0, nowNs - lastNs) : 0;
        debtNs = Math.max(0, debtNs - passedNs);
        lastNs = begun ? lastNs + passedNs : nowNs;
        begun = true;
        if (debtNs > MOST_DEBT_NS) {
            return false;
        }
        debtNs += NS_PER_TRACE;
        return true;
    }
}
