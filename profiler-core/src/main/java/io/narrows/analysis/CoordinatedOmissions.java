package io.narrows.analysis;

import io.narrows.analysis.statistics.CompactColumn;
import io.narrows.analysis.statistics.SortedSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares latency from the actual arrival with that from the intended one, where it is known. Holds no state. */
final class CoordinatedOmissions {

    private static final double[] PERCENTILES = {50, 90, 99};
    private static final long NS_PER_US = 1_000;

    private CoordinatedOmissions() {}

    /** From the traces' own attribute, else from the load generator's schedule, else null. */
    static @Nullable CoordinatedOmission of(TraceTable traces, TraceGroup all, @Nullable ClientLatency client) {
        CoordinatedOmission told = fromDelays(traces, all);
        return told != null || client == null ? told : fromSchedule(traces, client);
    }

    private static @Nullable CoordinatedOmission fromDelays(TraceTable traces, TraceGroup all) {
        CompactColumn delays = traces.arrivalDelays();
        int[] known = all.rows(row -> delays.get(row) != CompactColumn.ABSENT);
        if (known.length == 0) {
            return null;
        }
        long[] fromArrival = new long[known.length];
        long[] fromIntention = new long[known.length];
        double sumNs = 0;
        double requests = 0;
        for (int i = 0; i < known.length; i++) {
            long delayNs = delays.get(known[i]) * NS_PER_US;
            fromArrival[i] = traces.latencyNs(known[i]);
            fromIntention[i] = fromArrival[i] + delayNs;
            sumNs += traces.weight(known[i]) * delayNs;
            requests += traces.weight(known[i]);
        }
        SortedSample arrival = SortedSample.of(fromArrival, traces.weights(known));
        SortedSample intention = SortedSample.of(fromIntention, traces.weights(known));
        List<CoordinatedOmission.Hidden> hidden = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            hidden.add(new CoordinatedOmission.Hidden(
                    percentile,
                    arrival.quantile(percentile / 100) / 1e6,
                    null,
                    intention.quantile(percentile / 100) / 1e6));
        }
        return new CoordinatedOmission(
                CoordinatedOmission.Source.ARRIVAL_DELAY, hidden, Double.valueOf(sumNs / requests / 1e6));
    }

    /** The generator counted what it measured from the first request on, so a warm-up counts here as well. */
    private static CoordinatedOmission fromSchedule(TraceTable traces, ClientLatency client) {
        int[] rows = traces.rowsByArrival();
        long[] latencies = new long[rows.length];
        Arrays.setAll(latencies, place -> traces.latencyNs(rows[place]));
        SortedSample arrival = SortedSample.of(latencies, traces.weights(rows));
        return new CoordinatedOmission(
                CoordinatedOmission.Source.LOAD_SCHEDULE,
                client.quantiles().stream()
                        .map(seen -> new CoordinatedOmission.Hidden(
                                seen.percentile(),
                                arrival.quantile(seen.percentile() / 100) / 1e6,
                                seen.fromSendingMs(),
                                seen.fromScheduleMs()))
                        .toList(),
                null);
    }
}
