package io.narrows.analysis;

import io.narrows.analysis.statistics.Autocorrelation;
import io.narrows.analysis.statistics.BlockBootstrap;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.QuantileIntervals;
import io.narrows.analysis.statistics.WeightedSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
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

    /** Time in one stage as part of a whole that is given as prefix sums. */
    private Estimate shareOf(int stageId, double[] whole) {
        double[] series = new double[latencies.length];
        for (int i = 0; i < series.length; i++) {
            series[i] = traces.stageNs(stageId, byArrival[i]);
        }
        return bootstrap.ratio(BlockBootstrap.prefix(WeightedSeries.times(series, weights)), whole);
    }

    /** Times of the traces that went through a stage, in the order of their arrival. */
    private QuantileIntervals stageQuantiles(int stageId) {
        int[] members = positions(row -> traces.passes(stageId, row));
        long[] times = new long[members.length];
        for (int i = 0; i < members.length; i++) {
            times[i] = traces.stageNs(stageId, byArrival[members[i]]);
        }
        return QuantileIntervals.of(times, weights(members));
    }

    private double @Nullable [] weights(int[] positions) {
        double[] all = weights;
        return all == null
                ? null
                : Arrays.stream(positions)
                        .mapToDouble(position -> all[position])
                        .toArray();
    }

    /** Positions, in the order of arrival, of the traces whose row is wanted. */
    int[] positions(IntPredicate rowIsWanted) {
        return IntStream.range(0, byArrival.length)
                .filter(position -> rowIsWanted.test(byArrival[position]))
                .toArray();
    }

    /** Row of a trace in the table by its position in the order of arrival. */
    int row(int position) {
        return byArrival[position];
    }

    /** Some traces by their positions in the order of arrival; at least one. */
    Group group(int[] positions) {
        return new Group(positions);
    }

    /** All traces. */
    Group whole() {
        return new Group(IntStream.range(0, byArrival.length).toArray());
    }

    /** Requests under way at once. */
    Concurrency inFlight(long firstNs, long lastNs) {
        return traces.inFlight(firstNs, lastNs, latencySums[latencies.length]);
    }

    /** Kinds of request, most frequent first. */
    List<KindStatistics> kinds(long firstNs, long lastNs) {
        List<KindStatistics> kinds = new ArrayList<>();
        for (int kind :
                IntStream.of(byArrival).map(traces::kind).distinct().sorted().toArray()) {
            Group group = group(positions(row -> traces.kind(row) == kind));
            kinds.add(new KindStatistics(
                    names.kind(kind),
                    Math.round(group.requests()),
                    throughputPerS(firstNs, lastNs, group.positions),
                    group.latency(),
                    group.parts()));
        }
        kinds.sort(Comparator.comparingLong(KindStatistics::count).reversed().thenComparing(KindStatistics::kind));
        return kinds;
    }

    /** Some of the traces. */
    final class Group {
        private final int[] positions;

        private Group(int[] positions) {
            this.positions = positions;
        }

        double requests() {
            double sum = 0;
            for (int position : positions) {
                sum += traces.weight(byArrival[position]);
            }
            return sum;
        }

        LatencyEstimates latency() {
            long[] times = new long[positions.length];
            double[] series = new double[positions.length];
            for (int i = 0; i < positions.length; i++) {
                times[i] = latencies[positions[i]];
                series[i] = times[i];
            }
            double[] groupWeights = weights(positions);
            QuantileIntervals of = QuantileIntervals.of(times, groupWeights);
            Estimate groupMean = new BlockBootstrap(
                            series.length,
                            WeightedSeries.time(series, groupWeights),
                            WeightedSeries.effective(series.length, groupWeights))
                    .ratio(
                            BlockBootstrap.prefix(WeightedSeries.times(series, groupWeights)),
                            WeightedSeries.prefix(series.length, groupWeights));
            return new LatencyEstimates(
                    groupMean.times(1e-6),
                    of.quantile(0.5).times(1e-6),
                    of.quantile(0.9).times(1e-6),
                    of.quantile(0.99).times(1e-6),
                    of.quantile(0.999).times(1e-6));
        }

        /** How their mean divides into waiting and work. */
        QueueAndService parts() {
            double wait = 0;
            double service = 0;
            double whole = 0;
            for (int stageId : stageIds) {
                double sum = 0;
                for (int position : positions) {
                    sum += traces.weight(byArrival[position]) * traces.stageNs(stageId, byArrival[position]);
                }
                if (Waits.isWait(names.stage(stageId))) {
                    wait += sum;
                } else {
                    service += sum;
                }
            }
            for (int position : positions) {
                whole += traces.weight(byArrival[position]) * latencies[position];
            }
            double requests = requests() * 1e6;
            return new QueueAndService(wait / requests, service / requests, (whole - wait - service) / requests);
        }
    }

    /**
     * Good traces per second of a run, with the interval from how the numbers per slice of it vary.
     *
     * @param firstNs start of the run
     * @param lastNs its end, after the start
     */
    Estimate throughputPerS(long firstNs, long lastNs) {
        return throughputPerS(
                firstNs, lastNs, IntStream.range(0, byArrival.length).toArray());
    }

    private Estimate throughputPerS(long firstNs, long lastNs, int[] positions) {
        if (lastNs <= firstNs) {
            return Estimate.withoutInterval(0);
        }
        int slices = Math.max(1, Math.min(MAX_SLICES, positions.length / TRACES_PER_SLICE));
        double lengthNs = (double) (lastNs - firstNs) / slices;
        double[] counts = new double[slices];
        double[] seconds = new double[slices + 1];
        for (int position : positions) {
            int row = byArrival[position];
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
    List<StageStatistics> stages(long firstNs, long lastNs) {
        double[] ofMean = Shares.fractions(wholeSums);
        double[] ofP99 = Shares.fractions(tailSums);
        List<StageStatistics> result = new ArrayList<>();
        for (int s = 0; s < stageIds.size(); s++) {
            int id = stageIds.get(s);
            QuantileIntervals times = stageQuantiles(id);
            result.add(new StageStatistics(
                    names.stage(id),
                    names.segment(id),
                    Waits.isWait(names.stage(id)),
                    traces.spans(id),
                    times.quantile(0.5).times(1e-6),
                    times.quantile(0.9).times(1e-6),
                    times.quantile(0.99).times(1e-6),
                    times.quantile(0.999).times(1e-6),
                    shareOf(id, weightSums).times(1e-6),
                    ofMean[s],
                    ofP99[s],
                    shareOf(id, latencySums),
                    traces.inBatch(id),
                    traces.requests(id, firstNs, lastNs, wholeSums[s]),
                    traces.executions(id, firstNs, lastNs)));
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
