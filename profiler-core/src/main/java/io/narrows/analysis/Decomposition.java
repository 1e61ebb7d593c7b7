package io.narrows.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    private final List<Integer> stageIds;
    private final QuantileIntervals quantiles;
    private final BlockBootstrap bootstrap;
    private final double[] latencySums;
    private final double[] wholeSums;
    private final double[] tailSums;
    private final TailBand tail;

    Decomposition(TraceTable traces, Names names) {
        this.traces = traces;
        this.names = names;
        this.byArrival = traces.rowsByArrival();
        this.latencies = new long[byArrival.length];
        double[] series = new double[byArrival.length];
        for (int i = 0; i < byArrival.length; i++) {
            latencies[i] = traces.latencyNs(byArrival[i]);
            series[i] = latencies[i];
        }
        this.stageIds = traces.stageIds();
        this.quantiles = QuantileIntervals.of(latencies);
        this.bootstrap = new BlockBootstrap(series.length, Autocorrelation.time(series));
        this.latencySums = BlockBootstrap.prefix(series);
        this.wholeSums = sums(Long.MIN_VALUE);
        long floor = tailFloor();
        this.tailSums = sums(floor);
        long inTail =
                Arrays.stream(latencies).filter(latency -> latency >= floor).count();
        this.tail = new TailBand(
                inTail, floor / 1e6, Arrays.stream(tailSums).sum() / inTail / 1e6, (double) inTail / latencies.length);
    }

    QuantileIntervals quantiles() {
        return quantiles;
    }

    /** Mean latency in ns. */
    Estimate mean() {
        double[] ones = new double[latencies.length + 1];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = i;
        }
        return bootstrap.ratio(latencySums, ones);
    }

    /** Share of one stage in the mean, with its interval. */
    Estimate shareOfMean(int stageId) {
        double[] series = new double[latencies.length];
        for (int i = 0; i < series.length; i++) {
            series[i] = traces.stageNs(stageId, byArrival[i]);
        }
        return bootstrap.ratio(BlockBootstrap.prefix(series), latencySums);
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
            counts[Math.max(0, Math.min(slices - 1, slice))]++;
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
            long[] times = traces.sortedStageNs(id);
            result.add(new StageStatistics(
                    names.stage(id),
                    names.segment(id),
                    traces.spans(id),
                    Quantiles.of(times, 0.5) / 1e6,
                    Quantiles.of(times, 0.99) / 1e6,
                    wholeSums[s] / latencies.length / 1e6,
                    ofMean[s],
                    ofP99[s],
                    traces.inBatch(id)));
        }
        return result;
    }

    Unaccounted unaccounted() {
        int last = wholeSums.length - 1;
        return new Unaccounted(
                wholeSums[last] / latencies.length / 1e6,
                Shares.fractions(wholeSums)[last],
                Shares.fractions(tailSums)[last]);
    }

    /** Latency from which a trace is in the tail band; equally slow ones are all in it. */
    private long tailFloor() {
        int n = latencies.length;
        int count = TailBand.size(n);
        return quantiles.sorted()[n - count];
    }

    /** Sum per stage over the traces at least as slow as a floor, and the rest up to their latency as last element. */
    private double[] sums(long floorNs) {
        double[] sums = new double[stageIds.size() + 1];
        for (int row = 0; row < latencies.length; row++) {
            long rest = traces.latencyNs(row);
            if (rest >= floorNs) {
                for (int s = 0; s < stageIds.size(); s++) {
                    long time = traces.stageNs(stageIds.get(s), row);
                    sums[s] += time;
                    rest -= time;
                }
                sums[stageIds.size()] += rest;
            }
        }
        return sums;
    }
}
