package io.narrows.experiment;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What became of a load's measured requests. Immutable.
 *
 * @param options how the load was made
 * @param sessionTraceIdHigh first 64 bits of the trace id of every measured request
 * @param startNs {@link System#nanoTime} at the start of the measured part
 * @param exchanges the measured requests, in order of schedule
 * @param warmUpRequests how many requests came before the measured part
 */
public record LoadResult(
        LoadOptions options, long sessionTraceIdHigh, long startNs, List<Exchange> exchanges, int warmUpRequests) {

    public LoadResult {
        exchanges = List.copyOf(exchanges);
    }

    /** Number of measured requests, whatever became of them. */
    public int scheduled() {
        return exchanges.size();
    }

    /** Number of measured requests that got a whole response with status 200. */
    public int answered() {
        return (int) exchanges.stream().filter(Exchange::answered).count();
    }

    /** Number of measured requests that failed in any way. */
    public int failed() {
        return scheduled() - answered();
    }

    /** Number of failed requests by outcome; outcomes that did not happen are left out. */
    public Map<Outcome, Integer> failures() {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        exchanges.stream().filter(e -> !e.answered()).forEach(e -> counts.merge(e.outcome(), 1, Integer::sum));
        return counts;
    }

    /** Number of requests by HTTP status other than 200. */
    public Map<Integer, Integer> otherStatuses() {
        Map<Integer, Integer> counts = new TreeMap<>();
        exchanges.stream()
                .filter(e -> e.outcome() == Outcome.STATUS)
                .forEach(e -> counts.merge(e.status(), 1, Integer::sum));
        return counts;
    }

    /** Latencies of the answered requests from their scheduled arrival, in ms, in order of arrival. */
    public double[] latenciesMs() {
        return answeredMs(Exchange::latencyNs);
    }

    /** Latencies of the answered requests from their sending, in ms, in order of arrival. */
    public double[] uncorrectedMs() {
        return answeredMs(Exchange::uncorrectedNs);
    }

    /** How late the generator sent requests that did find a free connection, in ms, in order of arrival. */
    public double[] sendDelaysMs() {
        return exchanges.stream()
                .filter(e -> !e.waited())
                .mapToDouble(e -> (e.sentNs() - e.scheduledNs()) / 1e6)
                .toArray();
    }

    private double[] answeredMs(ToLongFunction<Exchange> durationNs) {
        return exchanges.stream()
                .filter(Exchange::answered)
                .mapToDouble(e -> durationNs.applyAsLong(e) / 1e6)
                .toArray();
    }

    /** Answered requests per second, from the start of the measured part until the last answer or its planned end. */
    public double throughputPerS() {
        long plannedEndNs = startNs + options.duration().toNanos();
        long endNs = exchanges.stream()
                .filter(Exchange::answered)
                .mapToLong(Exchange::doneNs)
                .reduce(plannedEndNs, Math::max);
        return answered() / ((endNs - startNs) / 1e9);
    }

    /** Requests that were due at a moment but not done. */
    long outstandingAt(long ns) {
        return exchanges.stream()
                .filter(e -> e.scheduledNs() <= ns && e.doneNs() > ns)
                .count();
    }

    /**
     * Whether more arrived than the server could do: the backlog grew through the second half, and at the end held half a
     * second of arrivals or more.
     */
    public boolean overloaded() {
        long durationNs = options.duration().toNanos();
        long middle = outstandingAt(startNs + durationNs / 2);
        long threeQuarters = outstandingAt(startNs + durationNs / 4 * 3);
        long end = outstandingAt(startNs + durationNs);
        return end >= Math.max(4, options.ratePerS() / 2) && end > threeQuarters && threeQuarters > middle;
    }
}
