package io.narrows.analysis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The good traces without the warm-up.
 *
 * @param parts where their time went
 * @param warmup what was set apart, or null where there was nothing
 */
record Measured(Decomposition parts, @Nullable Warmup warmup) {

    /**
     * Looks for a warm-up and sets it apart.
     *
     * @param traces all good traces; at least one
     * @param firstNs first measured arrival
     * @param lastNs last measured end
     */
    static Measured of(TraceTable traces, Names names, long firstNs, long lastNs) {
        int[] rows = traces.rowsByArrival();
        long[] latencies = new long[rows.length];
        Arrays.setAll(latencies, place -> traces.latencyNs(rows[place]));
        int warm = WarmupFinder.length(latencies);
        if (warm == 0) {
            return new Measured(new Decomposition(traces, names, new TraceGroup(traces, rows), firstNs, lastNs), null);
        }
        TraceGroup before = new TraceGroup(traces, Arrays.copyOf(rows, warm));
        TraceGroup after = new TraceGroup(traces, Arrays.copyOfRange(rows, warm, rows.length));
        return new Measured(
                new Decomposition(traces, names, after, after.firstNs(), lastNs),
                WarmupFinder.describe(before, after, firstNs));
    }
}
