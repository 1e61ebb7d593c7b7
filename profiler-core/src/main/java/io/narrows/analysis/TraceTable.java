package io.narrows.analysis;

import io.narrows.analysis.statistics.CompactColumn;
import io.narrows.analysis.statistics.LongColumn;
import io.narrows.analysis.statistics.Order;
import io.narrows.analysis.statistics.WeightColumn;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The good traces in columns: arrival, latency, kind, sizes, weight where one differs from 1, and the time spent in each
 * stage. 8 bytes for the arrival and 4 for most others, so a million traces of ten stages take about 60 MB. Not thread-safe.
 */
final class TraceTable {

    private final Names names;
    private final BatchTable batches;
    private final LongColumn starts = new LongColumn();
    private final CompactColumn latencies = new CompactColumn();
    private final CompactColumn kinds = new CompactColumn();
    private final CompactColumn tokens = new CompactColumn();
    private final CompactColumn requestBytes = new CompactColumn();
    private final CompactColumn arrivalDelays = new CompactColumn();
    private final WeightColumn weights = new WeightColumn();
    private final Moments inFlight = new Moments();
    private final Map<Integer, StageColumn> stages = new HashMap<>();

    /** Stages with small ids, which is all of them in any log that is not damaged. */
    private final @Nullable StageColumn[] byId = new StageColumn[256];

    /**
     * An empty table.
     *
     * @param names names of attributes as far as they are known
     * @param batches those written so far
     */
    TraceTable(Names names, BatchTable batches) {
        this.names = names;
        this.batches = batches;
    }

    /** Time per trace in one stage, and what orders it among the stages. */
    private static final class StageColumn {
        private final CompactColumn times = new CompactColumn();
        private final @Nullable Moments requests;
        private @Nullable Moments executions;
        private final CompactColumn repeated = new CompactColumn();
        private final CompactColumn shared = new CompactColumn();
        private double spans;
        private double offsetSum;

        private StageColumn(boolean withMoments) {
            requests = withMoments ? new Moments() : null;
            executions = requests;
        }

        /** Until the first batch an execution is a request. */
        private void batched(Moments all) {
            if (executions == all) {
                executions = all.copy();
            }
        }
    }

    /** Adds a trace with a weight above 0. */
    void add(TraceDocument trace) {
        int row = starts.size();
        double weight = trace.weight();
        weights.add(weight);
        starts.add(trace.startNs());
        latencies.set(row, trace.endNs() - trace.startNs());
        kinds.set(row, trace.kind());
        for (TraceDocument.AttributeValue value : trace.attributes()) {
            column(value.attribute(), row, value.value());
        }
        inFlight.add(trace.startNs(), trace.endNs(), weight);
        List<TraceDocument.Span> spans = trace.spans();
        for (int i = 0; i < spans.size(); i++) {
            add(trace, row, weight, spans.get(i));
        }
    }

    private void column(int attribute, int row, long value) {
        if (attribute == names.tokens()) {
            tokens.set(row, value);
        } else if (attribute == names.requestBytes()) {
            requestBytes.set(row, value);
        } else if (attribute == names.arrivalDelay()) {
            arrivalDelays.set(row, value);
        }
    }

    private void add(TraceDocument trace, int row, double weight, TraceDocument.Span span) {
        StageColumn column = columnOrNew(span.stage());
        long ns = span.endNs() - span.startNs();
        long earlier = column.times.get(row);
        column.times.set(row, Math.max(0, earlier) + Math.max(0, ns));
        if (earlier >= 0) {
            column.repeated.set(row, Math.max(0, column.repeated.get(row)) + 1);
        }
        column.spans += weight;
        column.offsetSum += weight * (span.startNs() - trace.startNs());
        Moments all = column.requests;
        Moments once = column.executions;
        double executions = weight;
        if (span.batchSerial() != 0) {
            int size = Math.max(1, batches.size(span.batchSerial()));
            column.shared.set(row, Math.max(0, column.shared.get(row)) + Math.max(0, ns) / size);
            executions = weight / size;
            if (all != null) {
                column.batched(all);
                once = column.executions;
            }
        }
        if (all != null) {
            all.add(span.startNs(), span.endNs(), weight);
        }
        if (once != null && once != all) {
            once.add(span.startNs(), span.endNs(), executions);
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
        return starts.get(row) + latencyNs(row);
    }

    long latencyNs(int row) {
        return Math.max(0, latencies.get(row));
    }

    /** How many requests a trace stands for. */
    double weight(int row) {
        return weights.get(row);
    }

    /** Weights of some rows in their order, or null where every trace stands for one. */
    double @Nullable [] weights(int[] rows) {
        return weights.of(rows);
    }

    /** Id of the kind of a trace. */
    int kind(int row) {
        return (int) kinds.get(row);
    }

    /** Tokens of the input of each trace. */
    CompactColumn tokens() {
        return tokens;
    }

    /** Bytes of each request. */
    CompactColumn requestBytes() {
        return requestBytes;
    }

    /** Microseconds from the intended to the actual arrival. */
    CompactColumn arrivalDelays() {
        return arrivalDelays;
    }

    /** Ids of the stages that occur, in the order in which a request goes through them on average. */
    List<Integer> stageIds() {
        List<Integer> ids = new ArrayList<>(stages.keySet());
        ids.sort(Comparator.comparingDouble((Integer id) -> column(id).offsetSum / column(id).spans)
                .thenComparing(Comparator.naturalOrder()));
        return ids;
    }

    /** Time of each trace in a stage. */
    CompactColumn stageTimes(int stageId) {
        return column(stageId).times;
    }

    /**
     * How some traces used a stage.
     *
     * @param spans how often, an execution for a batch once a member
     * @param inBatch whether most of them went through it in a batch
     * @param executionsPerRequest executions for each request in it: 1, or less for those of a batch
     */
    record Use(long spans, boolean inBatch, double executionsPerRequest) {}

    /** How the traces of some rows used a stage. */
    Use use(int stageId, int[] rows) {
        StageColumn column = column(stageId);
        double spans = 0;
        double requests = 0;
        double inBatch = 0;
        double ns = 0;
        double executionNs = 0;
        for (int row : rows) {
            long time = column.times.get(row);
            if (time < 0) {
                continue;
            }
            long shared = column.shared.get(row);
            double weight = weight(row);
            spans += weight * (1 + Math.max(0, column.repeated.get(row)));
            requests += weight;
            inBatch += shared < 0 ? 0 : weight;
            ns += weight * time;
            executionNs += weight * (shared < 0 ? time : shared);
        }
        return new Use(Math.round(spans), 2 * inBatch > requests, ns > 0 ? executionNs / ns : 1);
    }

    /**
     * Requests under way at once.
     *
     * @param mean their mean number
     */
    Concurrency inFlight(long fromNs, long toNs, double mean) {
        return inFlight.between(fromNs, toNs, mean);
    }

    /** Requests under way on average between two times. */
    double inFlight(double fromNs, double toNs) {
        return inFlight.mean(fromNs, toNs);
    }

    /** Requests in a wait stage on average between two times. */
    double waiting(Names of, double fromNs, double toNs) {
        double sum = 0;
        for (int id : stageIds()) {
            Moments moments = column(id).requests;
            if (moments != null && Waits.isWait(of.stage(id))) {
                sum += moments.mean(fromNs, toNs);
            }
        }
        return sum;
    }

    /** Requests in a stage at once. */
    Concurrency requests(int stageId, long fromNs, long toNs, double mean) {
        return between(column(stageId).requests, fromNs, toNs, mean);
    }

    /** Executions of a stage at once. */
    Concurrency executions(int stageId, long fromNs, long toNs, double mean) {
        return between(column(stageId).executions, fromNs, toNs, mean);
    }

    private static Concurrency between(@Nullable Moments moments, long fromNs, long toNs, double mean) {
        return moments == null
                ? new Concurrency(mean, (long) Math.ceil(mean), Math.min(1, mean))
                : moments.between(fromNs, toNs, mean);
    }

    private StageColumn columnOrNew(int stageId) {
        if (stageId >= 0 && stageId < byId.length) {
            StageColumn column = byId[stageId];
            if (column == null) {
                column = new StageColumn(true);
                byId[stageId] = column;
                stages.put(stageId, column);
            }
            return column;
        }
        return stages.computeIfAbsent(stageId, id -> new StageColumn(false));
    }

    private StageColumn column(int stageId) {
        StageColumn column = stages.get(stageId);
        if (column == null) {
            throw new IllegalArgumentException("no trace went through stage " + stageId);
        }
        return column;
    }
}
