package io.narrows.analysis;

import io.narrows.analysis.statistics.LongColumn;
import io.narrows.analysis.statistics.SortedSample;
import io.narrows.analysis.statistics.WeightColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts the run into equal slices by the end of its traces. */
final class Timeline {

    static final int MAX_SLICES = 60;

    /** A slice should hold this many traces on average, or its median says little. */
    private static final int TRACES_PER_SLICE = 8;

    private Timeline() {}

    static List<TimelinePoint> of(TraceTable traces, Names names, long originNs, long lastNs) {
        int n = traces.size();
        if (n == 0 || lastNs <= originNs) {
            return List.of();
        }
        int slices = Math.max(1, Math.min(MAX_SLICES, n / TRACES_PER_SLICE));
        LongColumn[] latencies = new LongColumn[slices];
        WeightColumn[] weights = new WeightColumn[slices];
        Arrays.setAll(latencies, i -> new LongColumn());
        Arrays.setAll(weights, i -> new WeightColumn());
        double length = (double) (lastNs - originNs) / slices;
        for (int row = 0; row < n; row++) {
            int slice = (int) Math.min(slices - 1L, (long) ((traces.endNs(row) - originNs) / length));
            latencies[Math.max(0, slice)].add(traces.latencyNs(row));
            weights[Math.max(0, slice)].add(traces.weight(row));
        }
        List<TimelinePoint> points = new ArrayList<>();
        for (int i = 0; i < slices; i++) {
            double from = originNs + i * length;
            points.add(point(
                    i,
                    length,
                    latencies[i],
                    weights[i],
                    traces.inFlight(from, from + length),
                    traces.waiting(names, from, from + length)));
        }
        return points;
    }

    private static TimelinePoint point(
            int slice, double lengthNs, LongColumn latencies, WeightColumn weights, double inFlight, double waiting) {
        double fromS = slice * lengthNs / 1e9;
        double toS = (slice + 1) * lengthNs / 1e9;
        if (latencies.size() == 0) {
            return new TimelinePoint(fromS, toS, 0, 0, 0, 0, inFlight, waiting);
        }
        int[] rows = IntStream.range(0, latencies.size()).toArray();
        SortedSample sample = SortedSample.of(latencies.toArray(), weights.of(rows));
        return new TimelinePoint(
                fromS,
                toS,
                Math.round(sample.weight()),
                sample.weight() / (lengthNs / 1e9),
                sample.quantile(0.5) / 1e6,
                sample.max() / 1e6,
                inFlight,
                waiting);
    }
}
