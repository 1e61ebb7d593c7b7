package io.narrows.analysis;

import io.narrows.log.TraceDocument;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts traces by how they ended, each as often as its weight says. Not thread-safe. */
final class Outcomes {

    private final Map<String, Double> failureReasons = new HashMap<>();
    private double ok;
    private double failed;
    private double abandoned;
    private double other;
    private double recovered;
    private long kept;
    private long context;
    private boolean sampled;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

    /** Whether a trace counts in estimates; one that was kept as context has weight 0. */
    static boolean counts(TraceDocument trace) {
        return trace.weight() > 0 && Double.isFinite(trace.weight());
    }

    /** A trace outside the load session. */
    void other(TraceDocument trace) {
        other += counts(trace) ? trace.weight() : 0;
    }

    /** A measured trace; one of weight 0 is only noted. */
    void measured(TraceDocument trace) {
        double weight = trace.weight();
        sampled |= weight != 1;
        if (!counts(trace)) {
            context++;
            return;
        }
        kept++;
        recovered += trace.recovered() ? weight : 0;
        firstNs = Math.min(firstNs, trace.startNs());
        lastNs = Math.max(lastNs, trace.endNs());
        switch (trace.outcome()) {
            case OK -> ok += weight;
            case FAILED -> {
                failed += weight;
                failureReasons.merge(trace.failure(), weight, Double::sum);
            }
            case ABANDONED -> abandoned += weight;
        }
    }

    TraceCounts counts() {
        return new TraceCounts(
                Math.round(ok),
                Math.round(failed),
                Math.round(abandoned),
                Math.round(other),
                Math.round(recovered),
                kept,
                context,
                sampled);
    }

    /** Why traces failed, most frequent first. */
    List<FailureCount> failures() {
        return failureReasons.entrySet().stream()
                .map(entry -> new FailureCount(entry.getKey(), Math.round(entry.getValue())))
                .sorted(Comparator.comparingLong(FailureCount::count).reversed().thenComparing(FailureCount::reason))
                .toList();
    }

    /** Whether a measured trace stands for more or fewer requests than one. */
    boolean sampled() {
        return sampled;
    }

    /** First measured arrival; the greatest number without one. */
    long firstNs() {
        return firstNs;
    }

    /** Last measured end; the least number without one. */
    long lastNs() {
        return lastNs;
    }

    /** From the first measured arrival to the last measured end. */
    double durationS() {
        return kept == 0 ? 0 : (lastNs - firstNs) / 1e9;
    }
}
