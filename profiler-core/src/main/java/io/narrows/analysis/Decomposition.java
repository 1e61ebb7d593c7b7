package io.narrows.analysis;

import io.narrows.analysis.statistics.Autocorrelation;
import io.narrows.analysis.statistics.BlockBootstrap;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.QuantileIntervals;
import io.narrows.analysis.statistics.SortedSample;
import io.narrows.analysis.statistics.WeightedSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of the good traces went: sums per stage over all of them and over the tail band. What no stage covers is
 * the difference to the measured latency, so that the parts add up to the whole by construction. Needs one trace at least.
 */
final class Decomposition {

    private static final int MAX_SLICES = 200;
    private static final int TRACES_PER_SLICE = 5;

    private final TraceTable traces;
    private final Names names;
    private final int[] byArrival;
    private final long[] latencies;
    private final double @Nullable [] weights;
    private final List<Integer> stageIds;
    private final QuantileIntervals quantiles;
    private final BlockBootstrap bootstrap;
    private final double[] latencySums;
    private final double[] weightSums;
    private final double[] wholeSums;
    private final double[] tailSums;
    private final TailBand tail;

    Decomposition(TraceTable traces, Names names) {
        this.traces = traces;
        this.names = names;
        this.byArrival = traces.rowsByArrival();
        this.weights = traces.weights(byArrival);
        this.latencies = new long[byArrival.length];
        double[] series = new double[byArrival.length];
        for (int i = 0; i < byArrival.length; i++) {
            latencies[i] = traces.latencyNs(byArrival[i]);
            series[i] = latencies[i];
        }
        this.stageIds = traces.stageIds();
        this.quantiles = QuantileIntervals.of(latencies, weights);
        this.bootstrap = new BlockBootstrap(
                series.length, WeightedSeries.time(series, weights), WeightedSeries.effective(series.length, weights));
        this.latencySums = BlockBootstrap.prefix(WeightedSeries.times(series, weights));
        this.weightSums = WeightedSeries.prefix(series.length, weights);
        this.wholeSums = sums(Long.MIN_VALUE);
        long floor = TailBand.floorNs(quantiles.sample());
        this.tailSums = sums(floor);
        this.tail = tailBand(floor);
    }

    private TailBand tailBand(long floorNs) {
        long kept = 0;
        double inTail = 0;
        for (int i = 0; i < latencies.length; i++) {
            if (latencies[i] >= floorNs) {
                kept++;
                inTail += traces.weight(byArrival[i]);
            }
        }
        return new TailBand(
                Math.round(inTail),
                kept,
                floorNs / 1e6,
                Arrays.stream(tailSums).sum() / inTail / 1e6,
                inTail / requests());
    }

    /** How many requests the traces stand for. */
    double requests() {
        return quantiles.sample().weight();
    }

    QuantileIntervals quantiles() {
        return quantiles;
    }

    /** Mean latency in ns. */
    Estimate mean() {
        return bootstrap.ratio(latencySums, weightSums);
    }

    /** Share of one stage in the mean, with its interval. */
    Estimate shareOfMean(int stageId) {
        double[] series = new double[latencies.length];
        for (int i = 0; i < series.length; i++) {
            series[i] = traces.stageNs(stageId, byArrival[i]);
        }
        return bootstrap.ratio(BlockBootstrap.prefix(WeightedSeries.times(series, weights)), latencySums);
    }

    List<Integer> stageIds() {
        return stageIds;
    }

    /**
     * Good traces per second of a run, with the interval from how the numbers per slice of it vary.
     *
     * @param firstNs start of the run
     * @param lastNs its end, after the start
     */
    Estimate throughputPerS(long firstNs, long lastNs) {
        int slices = Math.max(1, Math.min(MAX_SLICES, latencies.length / TRACES_PER_SLICE));
        double lengthNs = (double) (lastNs - firstNs) / slices;
        double[] counts = new double[slices];
        double[] seconds = new double[slices + 1];
        for (int row = 0; row < latencies.length; row++) {
            int slice = (int) ((traces.endNs(row) - firstNs) / lengthNs);
            counts[Math.max(0, Math.min(slices - 1, slice))] += traces.weight(row);
        }
        for (int i = 0; i <= slices; i++) {
            seconds[i] = i * lengthNs / 1e9;
        }
        return new BlockBootstrap(slices, Autocorrelation.time(counts)).ratio(BlockBootstrap.prefix(counts), seconds);
    }

    TailBand tail() {
        return tail;
    }

    /** Stages in the order of a request's way; the last element of the shares is what is unaccounted. */
    List<StageStatistics> stages() {
        double[] ofMean = Shares.fractions(wholeSums);
        double[] ofP99 = Shares.fractions(tailSums);
        List<StageStatistics> result = new ArrayList<>();
        for (int s = 0; s < stageIds.size(); s++) {
            int id = stageIds.get(s);
            SortedSample times = traces.stageSample(id);
            result.add(new StageStatistics(
                    names.stage(id),
                    names.segment(id),
                    traces.spans(id),
                    times.quantile(0.5) / 1e6,
                    times.quantile(0.99) / 1e6,
                    wholeSums[s] / requests() / 1e6,
                    ofMean[s],
                    ofP99[s],
                    shareOfMean(id),
                    traces.inBatch(id)));
        }
        return result;
    }

    Unaccounted unaccounted() {
        int last = wholeSums.length - 1;
        return new Unaccounted(
                wholeSums[last] / requests() / 1e6,
                Shares.fractions(wholeSums)[last],
                Shares.fractions(tailSums)[last]);
    }

    /** Sum per stage over the traces at least as slow as a floor, and the rest up to their latency as last element. */
    private double[] sums(long floorNs) {
        double[] sums = new double[stageIds.size() + 1];
        for (int row = 0; row < latencies.length; row++) {
            long rest = traces.latencyNs(row);
            if (rest >= floorNs) {
                double weight = traces.weight(row);
                for (int s = 0; s < stageIds.size(); s++) {
                    long time = traces.stageNs(stageIds.get(s), row);
                    sums[s] += weight * time;
                    rest -= time;
                }
                sums[stageIds.size()] += weight * rest;
            }
        }
        return sums;
    }
}
