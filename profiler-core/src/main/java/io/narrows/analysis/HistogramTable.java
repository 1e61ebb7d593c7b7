package io.narrows.analysis;

import io.narrows.log.HistogramInterval;
import io.narrows.log.HistogramInterval.Of;
import io.narrows.log.LatencyBuckets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds the log's histograms up. Some kilobytes per kind and stage, however long the log is; not thread-safe. */
final class HistogramTable {

    private final SortedMap<Integer, Sum> kinds = new TreeMap<>();
    private final SortedMap<Integer, Sum> stages = new TreeMap<>();
    private final TimeGrid grid = new TimeGrid();
    private final TimeGrid.Column ended = grid.column();
    private final TimeGrid.Column slowestNs = grid.column();
    private final TimeGrid.Column coveredNs = grid.column();
    private long fromNs = Long.MAX_VALUE;
    private long toNs = Long.MIN_VALUE;
    private long longestNs = 1;

    private static final class Sum {
        private final long[] buckets = new long[LatencyBuckets.COUNT];
        private long count;
        private double sumNs;
        private long maxNs;

        private void add(HistogramInterval.Histogram histogram) {
            int[] indexes = histogram.buckets();
            long[] counts = histogram.counts();
            for (int i = 0; i < indexes.length; i++) {
                if (indexes[i] < buckets.length) {
                    buckets[indexes[i]] += counts[i];
                    count += counts[i];
                }
            }
            sumNs += histogram.sumNs();
            maxNs = Math.max(maxNs, histogram.maxNs());
        }

        /** Middle of the bucket of the quantile by nearest rank. */
        private double quantileMs(double p) {
            double rank = Math.max(1, Math.ceil(p * count - 1e-9));
            long seen = 0;
            for (int i = 0; i < buckets.length; i++) {
                seen += buckets[i];
                if (seen >= rank) {
                    double middle = LatencyBuckets.lowNs(i) / 2.0 + LatencyBuckets.highNs(i) / 2.0;
                    return Math.min(middle, (double) maxNs) / 1e6;
                }
            }
            return maxNs / 1e6;
        }

        private AllTraces.Line line(String name, String segment, double wholeNs) {
            return new AllTraces.Line(
                    name,
                    segment,
                    count,
                    sumNs / count / 1e6,
                    quantileMs(0.5),
                    quantileMs(0.9),
                    quantileMs(0.99),
                    maxNs / 1e6,
                    wholeNs <= 0 ? 0 : sumNs / wholeNs);
        }
    }

    void add(HistogramInterval interval) {
        fromNs = Math.min(fromNs, interval.startNs());
        toNs = Math.max(toNs, interval.endNs());
        longestNs = Math.max(longestNs, interval.endNs() - interval.startNs());
        long middle = interval.startNs() + (interval.endNs() - interval.startNs()) / 2;
        int slice = grid.slice(middle);
        boolean anyKind = false;
        for (HistogramInterval.Histogram histogram : interval.histograms()) {
            boolean kind = histogram.of() == Of.KIND_LATENCY;
            anyKind |= kind;
            (kind ? kinds : stages)
                    .computeIfAbsent(histogram.id(), id -> new Sum())
                    .add(histogram);
            if (kind) {
                ended.add(slice, histogram.count());
                slowestNs.add(slice, histogram.maxNs());
            }
        }
        if (anyKind) {
            coveredNs.add(slice, interval.endNs() - interval.startNs());
        }
    }

    /** Sums up, or null where nothing was counted. */
    @Nullable
    AllTraces allTraces(Names names) {
        double wholeNs = kinds.values().stream().mapToDouble(sum -> sum.sumNs).sum();
        List<AllTraces.Line> kindLines = new ArrayList<>();
        kinds.forEach((id, sum) -> {
            if (sum.count > 0) {
                kindLines.add(sum.line(names.kind(id), "", wholeNs));
            }
        });
        if (kindLines.isEmpty()) {
            return null;
        }
        kindLines.sort(Comparator.comparingLong(AllTraces.Line::count).reversed());
        List<AllTraces.Line> stageLines = new ArrayList<>();
        stages.forEach((id, sum) -> {
            if (sum.count > 0) {
                stageLines.add(sum.line(names.stage(id), names.segment(id), wholeNs));
            }
        });
        return new AllTraces(Math.max(0, toNs - fromNs) / 1e9, kindLines, stageLines);
    }

    /** Start of the first interval; the greatest number without one. */
    long fromNs() {
        return fromNs;
    }

    /** End of the last interval; the least number without one. */
    long toNs() {
        return toNs;
    }

    /** The course of the run, where no trace tells it: requests that ended and the slowest of them, without medians. */
    List<TimelinePoint> timeline() {
        List<TimelinePoint> points = new ArrayList<>();
        int slices = (int) Math.min(Timeline.MAX_SLICES, ((double) toNs - fromNs) / longestNs);
        for (TimeGrid.Part part : grid.parts(fromNs, toNs, slices)) {
            double seconds = part.sum(coveredNs) / 1e9;
            if (seconds > 0) {
                points.add(new TimelinePoint(
                        part.fromS(fromNs),
                        part.toS(fromNs),
                        Math.round(part.sum(ended)),
                        part.sum(ended) / seconds,
                        0,
                        part.max(slowestNs) / 1e6,
                        null,
                        null));
            }
        }
        return points;
    }
}
