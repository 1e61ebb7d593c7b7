package io.narrows.diagnosis;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last requests of a run in columns, in the order of their arrival: only measured ones that ended well. Times are ns.
 * Immutable as long as nobody changes the arrays.
 */
final class Requests {

    /** How the gap after a stage is named. */
    static final String AFTER = "after ";

    /** What stands for a stage before the first. */
    private static final String ARRIVAL = "arrival";

    private static final long ABSENT = Long.MIN_VALUE;

    private final List<TraceDocument> traces;
    private final Map<Long, BatchDocument> batches = new HashMap<>();
    private final Names names;
    private final double[] latencyNs;
    private final double[] weights;
    private final Map<String, double[]> stageNs = new TreeMap<>();

    /**
     * Takes them.
     *
     * @param traces in the order of arrival
     * @param batches that they were in
     * @param names names of stages and attributes
     */
    Requests(List<TraceDocument> traces, List<BatchDocument> batches, Names names) {
        this.traces = List.copyOf(traces);
        batches.forEach(batch -> this.batches.put(batch.serial(), batch));
        this.names = names;
        latencyNs = new double[traces.size()];
        weights = new double[traces.size()];
        for (int row = 0; row < latencyNs.length; row++) {
            TraceDocument trace = traces.get(row);
            latencyNs[row] = trace.endNs() - trace.startNs();
            weights[row] = trace.weight();
            for (TraceDocument.Span span : trace.spans()) {
                stageNs.computeIfAbsent(names.stage(span.stage()), name -> new double[latencyNs.length])[row] +=
                        span.endNs() - span.startNs();
            }
        }
    }

    int size() {
        return latencyNs.length;
    }

    TraceDocument trace(int row) {
        return traces.get(row);
    }

    /** Name of the stage of a span. */
    String stage(TraceDocument.Span span) {
        return names.stage(span.stage());
    }

    /** Segment of a stage. */
    String segment(String stage) {
        return names.segment(stage);
    }

    double[] latencyNs() {
        return latencyNs;
    }

    /** How many requests each stands for. */
    double[] weights() {
        return weights;
    }

    /** Time of each in a stage, 0 where it was not in it. */
    double[] stageNs(String stage) {
        double[] times = stageNs.get(stage);
        return times == null ? new double[size()] : times;
    }

    /** Sum of the times of each in some stages. */
    double[] stagesNs(List<String> stages) {
        double[] sum = new double[size()];
        for (String stage : stages) {
            double[] times = stageNs(stage);
            for (int row = 0; row < sum.length; row++) {
                sum[row] += times[row];
            }
        }
        return sum;
    }

    /**
     * Time that each spent in a stage, or in the gap after one.
     *
     * @param where name of a stage, or {@link #AFTER} and the name of the stage before the gap
     */
    double[] waitNs(String where) {
        if (!where.startsWith(AFTER)) {
            return stageNs(where);
        }
        String before = where.substring(AFTER.length());
        double[] gaps = new double[size()];
        for (int row = 0; row < gaps.length; row++) {
            List<TraceDocument.Span> spans = traces.get(row).spans();
            if (before.equals(ARRIVAL) && !spans.isEmpty()) {
                gaps[row] = spans.get(0).startNs() - traces.get(row).startNs();
            }
            for (int i = 0; i < spans.size(); i++) {
                if (stage(spans.get(i)).equals(before)) {
                    long until = i + 1 < spans.size()
                            ? spans.get(i + 1).startNs()
                            : traces.get(row).endNs();
                    gaps[row] += Math.max(0, until - spans.get(i).endNs());
                }
            }
        }
        return gaps;
    }

    /** The stage that follows first after a stage or a gap, in most requests; null where they mostly end. */
    @Nullable
    String after(String where) {
        String before = where.startsWith(AFTER) ? where.substring(AFTER.length()) : where;
        Map<String, Integer> counts = new TreeMap<>();
        int times = 0;
        for (TraceDocument trace : traces) {
            List<TraceDocument.Span> spans = trace.spans();
            if (before.equals(ARRIVAL) && !spans.isEmpty()) {
                times++;
                counts.merge(stage(spans.get(0)), 1, Integer::sum);
            }
            for (int i = 0; i < spans.size(); i++) {
                if (stage(spans.get(i)).equals(before)) {
                    times++;
                    if (i + 1 < spans.size()) {
                        counts.merge(stage(spans.get(i + 1)), 1, Integer::sum);
                    }
                }
            }
        }
        int half = times / 2;
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > half)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Whether any of them has an attribute. */
    boolean has(String attribute) {
        return Arrays.stream(attribute(attribute, ABSENT)).anyMatch(value -> value != ABSENT);
    }

    /** Values of an attribute: a request's own, otherwise that of the batch that it was in. */
    long[] attribute(String attribute, long absent) {
        int id = names.attribute(attribute);
        long[] values = new long[size()];
        for (int row = 0; id >= 0 && row < values.length; row++) {
            TraceDocument trace = traces.get(row);
            long value = value(trace.attributes(), id);
            for (int i = 0; value == ABSENT && i < trace.spans().size(); i++) {
                BatchDocument batch = batches.get(trace.spans().get(i).batchSerial());
                value = batch == null ? ABSENT : value(batch.attributes(), id);
            }
            values[row] = value == ABSENT ? absent : value;
        }
        if (id < 0) {
            Arrays.fill(values, absent);
        }
        return values;
    }

    private static long value(List<TraceDocument.AttributeValue> attributes, int id) {
        for (TraceDocument.AttributeValue value : attributes) {
            if (value.attribute() == id) {
                return value.value();
            }
        }
        return ABSENT;
    }

    /** Weighted mean of a column; 0 without requests. */
    double mean(double[] column) {
        double sum = 0;
        double weight = 0;
        for (int row = 0; row < column.length; row++) {
            sum += weights[row] * column[row];
            weight += weights[row];
        }
        return weight == 0 ? 0 : sum / weight;
    }

    /** Part of the mean latency that a column is. */
    double share(double[] column) {
        double mean = mean(latencyNs);
        return mean == 0 ? 0 : mean(column) / mean;
    }
}
