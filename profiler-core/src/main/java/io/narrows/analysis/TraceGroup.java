package io.narrows.analysis;

import io.narrows.analysis.statistics.Autocorrelation;
import io.narrows.analysis.statistics.BlockBootstrap;
import io.narrows.analysis.statistics.CompactColumn;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.QuantileIntervals;
import io.narrows.analysis.statistics.WeightedSeries;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Some of the good traces, in the order of their arrival; one at least. Immutable but for what it has computed. */
final class TraceGroup {

    private static final int MAX_SLICES = 1_000;
    private static final int TRACES_PER_SLICE = 5;

    private final TraceTable traces;
    private final int[] rows;
    private final double @Nullable [] weights;
    private final long[] latencies;
    private final BlockBootstrap bootstrap;
    private @Nullable QuantileIntervals quantiles;
    private @Nullable LatencyEstimates latency;

    /**
     * A group.
     *
     * @param rows their rows in the order of arrival; kept, not copied
     */
    TraceGroup(TraceTable traces, int[] rows) {
        this.traces = traces;
        this.rows = rows;
        this.weights = traces.weights(rows);
        this.latencies = new long[rows.length];
        double[] series = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            latencies[i] = traces.latencyNs(rows[i]);
            series[i] = latencies[i];
        }
        this.bootstrap = new BlockBootstrap(
                series.length, WeightedSeries.time(series, weights), WeightedSeries.effective(series.length, weights));
    }

    /** Traces in the log. */
    int size() {
        return rows.length;
    }

    /** Row of a trace by its place in the order of arrival. */
    int row(int place) {
        return rows[place];
    }

    /** Those of the traces that are wanted, in their order. */
    int[] rows(IntPredicate wanted) {
        return Arrays.stream(rows).filter(wanted).toArray();
    }

    long latencyNs(int place) {
        return latencies[place];
    }

    double weight(int place) {
        double[] of = weights;
        return of == null ? 1 : of[place];
    }

    /** How many requests they stand for. */
    double requests() {
        return quantiles().sample().weight();
    }

    /** First arrival. */
    long firstNs() {
        return traces.startNs(rows[0]);
    }

    /** Quantiles of the latency in ns. */
    QuantileIntervals quantiles() {
        QuantileIntervals known = quantiles;
        if (known == null) {
            known = QuantileIntervals.of(latencies, weights);
            quantiles = known;
        }
        return known;
    }

    LatencyEstimates latency() {
        LatencyEstimates known = latency;
        if (known == null) {
            known = estimates();
            latency = known;
        }
        return known;
    }

    private LatencyEstimates estimates() {
        QuantileIntervals of = quantiles();
        double[] series = Arrays.stream(latencies).asDoubleStream().toArray();
        return new LatencyEstimates(
                meanOf(series).times(1e-6),
                of.quantile(0.5).times(1e-6),
                of.quantile(0.9).times(1e-6),
                of.quantile(0.99).times(1e-6),
                of.quantile(0.999).times(1e-6));
    }

    /** Mean of one value a trace, in the order of arrival. */
    Estimate meanOf(double[] series) {
        return bootstrap.ratio(
                BlockBootstrap.prefix(WeightedSeries.times(series, weights)),
                WeightedSeries.prefix(series.length, weights));
    }

    /** Sum of one value a trace as part of the sum of the latencies. */
    Estimate partOfLatency(double[] series) {
        double[] whole = Arrays.stream(latencies).asDoubleStream().toArray();
        return bootstrap.ratio(
                BlockBootstrap.prefix(WeightedSeries.times(series, weights)),
                BlockBootstrap.prefix(WeightedSeries.times(whole, weights)));
    }

    /** Quantiles over the traces for which a column has a number; null where none has. */
    @Nullable
    QuantileIntervals quantilesOf(CompactColumn column) {
        int[] places = IntStream.range(0, rows.length)
                .filter(place -> column.get(rows[place]) != CompactColumn.ABSENT)
                .toArray();
        if (places.length == 0) {
            return null;
        }
        long[] values = new long[places.length];
        double[] of = weights == null ? null : new double[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = column.get(rows[places[i]]);
            if (of != null) {
                of[i] = weight(places[i]);
            }
        }
        return QuantileIntervals.of(values, of);
    }

    /** How their mean divides into waiting and work. */
    QueueAndService parts(List<Integer> stageIds, Names names) {
        double wait = 0;
        double service = 0;
        double whole = 0;
        for (int stageId : stageIds) {
            CompactColumn times = traces.stageTimes(stageId);
            double sum = 0;
            for (int place = 0; place < rows.length; place++) {
                sum += weight(place) * Math.max(0, times.get(rows[place]));
            }
            if (Waits.isWait(names.stage(stageId))) {
                wait += sum;
            } else {
                service += sum;
            }
        }
        for (int place = 0; place < rows.length; place++) {
            whole += weight(place) * latencies[place];
        }
        double requests = requests() * 1e6;
        return new QueueAndService(wait / requests, service / requests, (whole - wait - service) / requests);
    }

    /**
     * How many ended per second, with the interval from how the numbers per slice of the time vary.
     *
     * @param fromNs start of the time
     * @param toNs its end
     */
    Estimate throughputPerS(long fromNs, long toNs) {
        if (toNs <= fromNs) {
            return Estimate.withoutInterval(0);
        }
        int slices = Math.max(1, Math.min(MAX_SLICES, rows.length / TRACES_PER_SLICE));
        double lengthNs = (double) (toNs - fromNs) / slices;
        double[] counts = new double[slices];
        double[] seconds = new double[slices + 1];
        for (int place = 0; place < rows.length; place++) {
            int slice = (int) ((traces.endNs(rows[place]) - fromNs) / lengthNs);
            counts[Math.max(0, Math.min(slices - 1, slice))] += weight(place);
        }
        for (int i = 0; i <= slices; i++) {
            seconds[i] = i * lengthNs / 1e9;
        }
        return new BlockBootstrap(slices, Autocorrelation.time(counts)).ratio(BlockBootstrap.prefix(counts), seconds);
    }
}
