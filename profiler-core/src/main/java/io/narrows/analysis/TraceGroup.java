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
    private final double[] latencySums;
    private final double[] weightSums;
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
        this.latencySums = sums(series);
        Arrays.fill(series, 1);
        this.weightSums = sums(series);
    }

    /** Traces in the log. */
    int size() {
        return rows.length;
    }

    /** Row of a trace by its place in the order of arrival. */
    int row(int place) {
        return rows[place];
    }

    /** How they used a stage. */
    TraceTable.Use use(int stageId) {
        return traces.use(stageId, rows);
    }

    /** Those of the traces that are wanted, in their order. */
    int[] rows(IntPredicate wanted) {
        int[] chosen = new int[rows.length];
        int count = 0;
        for (int row : rows) {
            if (wanted.test(row)) {
                chosen[count++] = row;
            }
        }
        return Arrays.copyOf(chosen, count);
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
        return new LatencyEstimates(
                mean(latencySums).times(1e-6),
                of.quantile(0.5).times(1e-6),
                of.quantile(0.9).times(1e-6),
                of.quantile(0.99).times(1e-6),
                of.quantile(0.999).times(1e-6));
    }

    /** Sums of one value a trace, in the order of arrival, for {@link #mean} and {@link #partOfLatency}. */
    double[] sums(double[] series) {
        return bootstrap.sums(WeightedSeries.times(series, weights));
    }

    /** Mean of what was summed up. */
    Estimate mean(double[] sums) {
        return bootstrap.ratioOfSums(sums, weightSums);
    }

    /** What was summed up as part of the latency. */
    Estimate partOfLatency(double[] sums) {
        return bootstrap.ratioOfSums(sums, latencySums);
    }

    /** Quantiles over the traces for which a column has a number; null where none has. */
    @Nullable
    QuantileIntervals quantilesOf(CompactColumn column) {
        long[] values = new long[rows.length];
        double[] all = weights;
        double[] of = all == null ? null : new double[rows.length];
        int count = 0;
        for (int place = 0; place < rows.length; place++) {
            long value = column.get(rows[place]);
            if (value != CompactColumn.ABSENT) {
                if (all != null && of != null) {
                    of[count] = all[place];
                }
                values[count++] = value;
            }
        }
        return count == 0
                ? null
                : QuantileIntervals.of(Arrays.copyOf(values, count), of == null ? null : Arrays.copyOf(of, count));
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
