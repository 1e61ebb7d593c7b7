package io.narrows.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts the run into equal slices by the end of its traces. */
final class Timeline {

    private static final int MAX_SLICES = 60;

    /** A slice should hold this many traces on average, or its median says little. */
    private static final int TRACES_PER_SLICE = 8;

    private Timeline() {}

    static List<TimelinePoint> of(TraceTable traces, long originNs, long lastNs) {
        int n = traces.size();
        if (n == 0 || lastNs <= originNs) {
            return List.of();
        }
        int slices = Math.max(1, Math.min(MAX_SLICES, n / TRACES_PER_SLICE));
        LongColumn[] latencies = new LongColumn[slices];
        Arrays.setAll(latencies, i -> new LongColumn());
        double length = (double) (lastNs - originNs) / slices;
        for (int row = 0; row < n; row++) {
            int slice = (int) Math.min(slices - 1L, (long) ((traces.endNs(row) - originNs) / length));
            latencies[Math.max(0, slice)].add(traces.latencyNs(row));
        }
        List<TimelinePoint> points = new ArrayList<>();
        for (int i = 0; i < slices; i++) {
            long[] sorted = latencies[i].toArray();
            Arrays.sort(sorted);
            points.add(new TimelinePoint(
                    i * length / 1e9,
                    (i + 1) * length / 1e9,
                    sorted.length,
                    sorted.length / (length / 1e9),
                    sorted.length == 0 ? 0 : Quantiles.of(sorted, 0.5) / 1e6,
                    sorted.length == 0 ? 0 : sorted[sorted.length - 1] / 1e6));
        }
        return points;
    }
}
