package io.narrows.analysis;

import io.narrows.analysis.statistics.CompactColumn;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.QuantileIntervals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where the time of the good traces went: sums per stage over all of them and over the tail band. What no stage covers is
 * the difference to the measured latency, so that the parts add up to the whole by construction. Needs one trace at least.
 */
final class Decomposition {

    private final TraceTable traces;
    private final Names names;
    private final TraceGroup all;
    private final long fromNs;
    private final long toNs;
    private final List<Integer> stageIds;
    private final double[] wholeSums;
    private final double[] tailSums;
    private final TailBand tail;

    /**
     * Adds up.
     *
     * @param all the traces to speak of
     * @param fromNs start of the time that they are from
     * @param toNs its end
     */
    Decomposition(TraceTable traces, Names names, TraceGroup all, long fromNs, long toNs) {
        this.traces = traces;
        this.names = names;
        this.all = all;
        this.fromNs = fromNs;
        this.toNs = toNs;
        this.stageIds = traces.stageIds();
        this.wholeSums = sums(Long.MIN_VALUE);
        long floor = TailBand.floorNs(all.quantiles().sample());
        this.tailSums = sums(floor);
        this.tail = tailBand(floor);
    }

    private TailBand tailBand(long floorNs) {
        long kept = 0;
        double inTail = 0;
        for (int place = 0; place < all.size(); place++) {
            if (all.latencyNs(place) >= floorNs) {
                kept++;
                inTail += all.weight(place);
            }
        }
        return new TailBand(
                Math.round(inTail),
                kept,
                floorNs / 1e6,
                Arrays.stream(tailSums).sum() / inTail / 1e6,
                inTail / all.requests());
    }

    /** The traces. */
    TraceGroup all() {
        return all;
    }

    TailBand tail() {
        return tail;
    }

    /** Good traces per second. */
    Estimate throughputPerS() {
        return all.throughputPerS(fromNs, toNs);
    }

    /** Requests under way at once. */
    Concurrency concurrency() {
        return traces.inFlight(fromNs, toNs, atOnce(Arrays.stream(wholeSums).sum()));
    }

    /** How the mean divides into waiting and work. */
    QueueAndService parts() {
        return all.parts(stageIds, names);
    }

    /** By Little's law, from the time that all requests together spent somewhere. */
    private double atOnce(double sumNs) {
        return toNs > fromNs ? sumNs / (toNs - fromNs) : 0;
    }

    /** Kinds of request, most frequent first. */
    List<KindStatistics> kinds() {
        List<KindStatistics> kinds = new ArrayList<>();
        SortedSet<Integer> ids = new TreeSet<>();
        int before = -1;
        for (int place = 0; place < all.size(); place++) {
            int kind = traces.kind(all.row(place));
            if (kind != before) {
                ids.add(kind);
                before = kind;
            }
        }
        for (int kind : ids) {
            TraceGroup group =
                    ids.size() == 1 ? all : new TraceGroup(traces, all.rows(row -> traces.kind(row) == kind));
            kinds.add(new KindStatistics(
                    names.kind(kind),
                    Math.round(group.requests()),
                    group.throughputPerS(fromNs, toNs),
                    group.latency(),
                    group.parts(stageIds, names)));
        }
        kinds.sort(Comparator.comparingLong(KindStatistics::count).reversed().thenComparing(KindStatistics::kind));
        return kinds;
    }

    /** Buckets by the size of the input, smallest first. */
    List<SizeBucket> sizes() {
        return SizeBuckets.of(traces, all, group -> group.parts(stageIds, names));
    }

    /** Stages in the order of a request's way; the last element of the shares is what is unaccounted. */
    List<StageStatistics> stages() {
        double[] ofMean = Shares.fractions(wholeSums);
        double[] ofP99 = Shares.fractions(tailSums);
        List<StageStatistics> result = new ArrayList<>();
        for (int s = 0; s < stageIds.size(); s++) {
            QuantileIntervals times = all.quantilesOf(traces.stageTimes(stageIds.get(s)));
            if (times != null) {
                result.add(stage(s, times, ofMean[s], ofP99[s]));
            }
        }
        return result;
    }

    private StageStatistics stage(int s, QuantileIntervals times, double ofMean, double ofP99) {
        int id = stageIds.get(s);
        double[] series = new double[all.size()];
        CompactColumn column = traces.stageTimes(id);
        for (int place = 0; place < series.length; place++) {
            series[place] = Math.max(0, column.get(all.row(place)));
        }
        double[] sums = all.sums(series);
        double atOnce = atOnce(wholeSums[s]);
        TraceTable.Use use = all.use(id);
        return new StageStatistics(
                names.stage(id),
                names.segment(id),
                Waits.isWait(names.stage(id)),
                use.spans(),
                times.quantile(0.5).times(1e-6),
                times.quantile(0.9).times(1e-6),
                times.quantile(0.99).times(1e-6),
                times.quantile(0.999).times(1e-6),
                all.mean(sums).times(1e-6),
                ofMean,
                ofP99,
                all.partOfLatency(sums),
                use.inBatch(),
                traces.requests(id, fromNs, toNs, atOnce),
                traces.executions(id, fromNs, toNs, atOnce * use.executionsPerRequest()));
    }

    Unaccounted unaccounted() {
        int last = wholeSums.length - 1;
        return new Unaccounted(
                wholeSums[last] / all.requests() / 1e6,
                Shares.fractions(wholeSums)[last],
                Shares.fractions(tailSums)[last]);
    }

    /** Sum per stage over the traces at least as slow as a floor, and the rest up to their latency as last element. */
    private double[] sums(long floorNs) {
        CompactColumn[] columns = stageIds.stream().map(traces::stageTimes).toArray(CompactColumn[]::new);
        double[] sums = new double[columns.length + 1];
        for (int place = 0; place < all.size(); place++) {
            long rest = all.latencyNs(place);
            if (rest >= floorNs) {
                double weight = all.weight(place);
                for (int s = 0; s < columns.length; s++) {
                    long time = Math.max(0, columns[s].get(all.row(place)));
                    sums[s] += weight * time;
                    rest -= time;
                }
                sums[columns.length] += weight * rest;
            }
        }
        return sums;
    }
}
