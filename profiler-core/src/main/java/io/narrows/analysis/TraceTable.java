package io.narrows.analysis;

import io.narrows.analysis.statistics.LongColumn;
import io.narrows.analysis.statistics.Order;
import io.narrows.analysis.statistics.WeightColumn;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The good traces in columns: arrival, end, weight where one differs from 1, and the time spent in each stage. Eight bytes
 * per trace and column, so a million traces of ten stages take about 100 MB. Not thread-safe.
 */
final class TraceTable {

    /** Marks a trace that did not go through a stage. */
    private static final long ABSENT = -1;

    private final LongColumn starts = new LongColumn();
    private final LongColumn ends = new LongColumn();
    private final WeightColumn weights = new WeightColumn();
    private final LongColumn kinds = new LongColumn();
    private final LongColumn[] sizes = {new LongColumn(), new LongColumn()};
    private final Moments inFlight = new Moments();
    private final SortedMap<Integer, StageColumn> stages = new TreeMap<>();

    /** Time per trace in one stage, and what orders it among the stages. */
    private static final class StageColumn {
        private final LongColumn times = new LongColumn();
        private final Moments requests = new Moments();
        private final Moments executions = new Moments();
        private double executionNs;
        private double spans;
        private double batchSpans;
        private double offsetSum;
    }

    /**
     * Adds a trace with a weight above 0.
     *
     * @param tokens tokens of its input, or -1
     * @param bytes bytes of its request, or -1
     * @param batches those written before it
     */
    void add(TraceDocument trace, long tokens, long bytes, BatchTable batches) {
        int row = starts.size();
        double weight = trace.weight();
        weights.add(weight);
        starts.add(trace.startNs());
        ends.add(trace.endNs());
        kinds.add(trace.kind());
        sizes[0].add(tokens);
        sizes[1].add(bytes);
        inFlight.add(trace.startNs(), trace.endNs(), weight);
        for (TraceDocument.Span span : trace.spans()) {
            StageColumn column = stages.computeIfAbsent(span.stage(), id -> new StageColumn());
            column.times.padTo(row + 1, ABSENT);
            long before = Math.max(0, column.times.get(row));
            column.times.set(row, before + (span.endNs() - span.startNs()));
            column.spans += weight;
            column.batchSpans += span.batchSerial() == 0 ? 0 : weight;
            column.offsetSum += weight * (span.startNs() - trace.startNs());
            double executions = weight / Math.max(1, batches.size(span.batchSerial()));
            column.executionNs += executions * (span.endNs() - span.startNs());
            column.requests.add(span.startNs(), span.endNs(), weight);
            column.executions.add(span.startNs(), span.endNs(), executions);
        }
    }

    int size() {
        return starts.size();
    }

    /** Rows in the order of arrival, and by row where two arrived together. */
    int[] rowsByArrival() {
        return Order.ascending(starts.toArray());
    }

    long startNs(int row) {
        return starts.get(row);
    }

    long endNs(int row) {
        return ends.get(row);
    }

    long latencyNs(int row) {
        return ends.get(row) - starts.get(row);
    }

    /** How many requests a trace stands for. */
    double weight(int row) {
        return weights.get(row);
    }

    /** Id of the kind of a trace. */
    int kind(int row) {
        return (int) kinds.get(row);
    }

    /** Size of the input of a trace by one of {@link SizeBuckets#ATTRIBUTES}, or -1. */
    long inputSize(int attribute, int row) {
        return sizes[attribute].get(row);
    }

    /** Weights of some rows in their order, or null where every trace stands for one. */
    double @Nullable [] weights(int[] rows) {
        return weights.of(rows);
    }

    /** Ids of the stages that occur, in the order in which a request goes through them on average. */
    List<Integer> stageIds() {
        List<Integer> ids = new ArrayList<>(stages.keySet());
        ids.sort(Comparator.comparingDouble(id -> column(id).offsetSum / column(id).spans));
        return ids;
    }

    /** Time of a trace in a stage, 0 where it did not go through it. */
    long stageNs(int stageId, int row) {
        LongColumn times = column(stageId).times;
        return row < times.size() ? Math.max(0, times.get(row)) : 0;
    }

    /** Whether a trace went through a stage. */
    boolean passes(int stageId, int row) {
        LongColumn times = column(stageId).times;
        return row < times.size() && times.get(row) != ABSENT;
    }

    /** Executions of a stage. */
    long spans(int stageId) {
        return Math.round(column(stageId).spans);
    }

    /** Whether most executions of a stage were those of a batch. */
    boolean inBatch(int stageId) {
        return 2 * column(stageId).batchSpans > column(stageId).spans;
    }

    /**
     * Requests under way at once.
     *
     * @param sumNs their latencies added up, each as often as its weight says
     */
    Concurrency inFlight(long fromNs, long toNs, double sumNs) {
        return inFlight.between(fromNs, toNs, mean(sumNs, fromNs, toNs));
    }

    /** Requests in a stage at once, their time in it being given. */
    Concurrency requests(int stageId, long fromNs, long toNs, double sumNs) {
        return column(stageId).requests.between(fromNs, toNs, mean(sumNs, fromNs, toNs));
    }

    /** Executions of a stage at once. */
    Concurrency executions(int stageId, long fromNs, long toNs) {
        StageColumn column = column(stageId);
        return column.executions.between(fromNs, toNs, mean(column.executionNs, fromNs, toNs));
    }

    private static double mean(double sumNs, long fromNs, long toNs) {
        return toNs > fromNs ? sumNs / (toNs - fromNs) : 0;
    }

    private StageColumn column(int stageId) {
        StageColumn column = stages.get(stageId);
        if (column == null) {
            throw new IllegalArgumentException("no trace went through stage " + stageId);
        }
        return column;
    }
}
