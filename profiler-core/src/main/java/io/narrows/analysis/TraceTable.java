package io.narrows.analysis;

import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The good traces in columns: arrival, end, and the time spent in each stage. Eight bytes per trace and column, so a million
 * traces of ten stages take about 100 MB. Not thread-safe.
 */
final class TraceTable {

    /** Marks a trace that did not go through a stage. */
    private static final long ABSENT = -1;

    private final LongColumn starts = new LongColumn();
    private final LongColumn ends = new LongColumn();
    private final SortedMap<Integer, StageColumn> stages = new TreeMap<>();

    /** Time per trace in one stage, and what orders it among the stages. */
    private static final class StageColumn {
        private final LongColumn times = new LongColumn();
        private long spans;
        private long batchSpans;
        private double offsetSum;
    }

    void add(TraceDocument trace) {
        int row = starts.size();
        starts.add(trace.startNs());
        ends.add(trace.endNs());
        for (TraceDocument.Span span : trace.spans()) {
            StageColumn column = stages.computeIfAbsent(span.stage(), id -> new StageColumn());
            column.times.padTo(row + 1, ABSENT);
            long before = Math.max(0, column.times.get(row));
            column.times.set(row, before + (span.endNs() - span.startNs()));
            column.spans++;
            column.batchSpans += span.batchSerial() == 0 ? 0 : 1;
            column.offsetSum += span.startNs() - trace.startNs();
        }
    }

    int size() {
        return starts.size();
    }

    /** Rows in the order of arrival, and by row where two arrived together. */
    int[] rowsByArrival() {
        Integer[] rows = new Integer[size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        Arrays.sort(rows, Comparator.comparingLong((Integer row) -> starts.get(row)));
        int[] result = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            result[i] = rows[i];
        }
        return result;
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

    /** Times of the traces that went through a stage, ascending. */
    long[] sortedStageNs(int stageId) {
        long[] times = Arrays.stream(column(stageId).times.toArray())
                .filter(time -> time != ABSENT)
                .toArray();
        Arrays.sort(times);
        return times;
    }

    long spans(int stageId) {
        return column(stageId).spans;
    }

    /** Whether most executions of a stage were those of a batch. */
    boolean inBatch(int stageId) {
        return 2 * column(stageId).batchSpans > column(stageId).spans;
    }

    private StageColumn column(int stageId) {
        StageColumn column = stages.get(stageId);
        if (column == null) {
            throw new IllegalArgumentException("no trace went through stage " + stageId);
        }
        return column;
    }
}
