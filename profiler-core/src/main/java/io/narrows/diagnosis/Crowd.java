package io.narrows.diagnosis;

import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The executions of some stages that follow each other, beside those of other requests. A batch executes once. Immutable. */
final class Crowd {

    /**
     * One execution, from the start of the first of the stages to the end of the last.
     *
     * @param row the request, or the first of a batch
     * @param startNs start
     * @param endNs end
     */
    record Execution(int row, long startNs, long endNs) {
        long ns() {
            return endNs - startNs;
        }
    }

    private final Requests requests;
    private final List<Execution> executions = new ArrayList<>();
    private final boolean batching;
    private int most;
    private double weighted;
    private double time;

    /** Looks at one stage. */
    Crowd(Requests requests, String stage) {
        this(requests, List.of(stage));
    }

    /** Looks at stages that follow each other. */
    Crowd(Requests requests, List<String> stages) {
        this.requests = requests;
        Set<Long> batches = new HashSet<>();
        int inBatches = 0;
        for (int row = 0; row < requests.size(); row++) {
            long start = Long.MAX_VALUE;
            long end = Long.MIN_VALUE;
            long batch = 0;
            for (TraceDocument.Span span : requests.trace(row).spans()) {
                if (stages.contains(requests.stage(span))) {
                    start = Math.min(start, span.startNs());
                    end = Math.max(end, span.endNs());
                    batch = Math.max(batch, span.batchSerial());
                }
            }
            inBatches += batch == 0 ? 0 : 1;
            if (end >= start && (batch == 0 || batches.add(batch))) {
                executions.add(new Execution(row, start, end));
            }
        }
        batching = 2 * inBatches > requests.size();
        executions.sort(Comparator.comparingLong(Execution::startNs));
        sweep();
    }

    private void sweep() {
        long[] starts = executions.stream().mapToLong(Execution::startNs).toArray();
        long[] ends = executions.stream().mapToLong(Execution::endNs).sorted().toArray();
        long at = 0;
        int executing = 0;
        int started = 0;
        for (int ended = 0; ended < ends.length; ) {
            boolean start = started < starts.length && starts[started] < ends[ended];
            long next = start ? starts[started] : ends[ended];
            weighted += (double) executing * executing * (next - at);
            time += (double) executing * (next - at);
            at = next;
            executing += start ? 1 : -1;
            most = Math.max(most, executing);
            started += start ? 1 : 0;
            ended += start ? 0 : 1;
        }
    }

    List<Execution> executions() {
        return executions;
    }

    /** Whether they are mostly executed for batches. */
    boolean batching() {
        return batching;
    }

    /** Most at once. */
    int most() {
        return most;
    }

    /** How many executed at a time, as a mean over the time of all executions. */
    double size() {
        return time == 0 ? 0 : weighted / time;
    }

    /** Part of the time that as many workers as ever executed at once were busy. */
    double utilisation() {
        if (executions.size() < 2) {
            return 0;
        }
        long end = executions.stream().mapToLong(Execution::endNs).max().orElse(0);
        double span = (double) (end - executions.get(0).startNs()) * most;
        return span <= 0 ? 0 : Math.min(1, time / span);
    }

    /**
     * What each request would save if only some executed at a time and the others waited in the order in which they came.
     *
     * @param workers how many execute at a time
     * @param cameNs when an execution could have begun had a worker been free
     * @param needsNs how long it takes
     */
    double[] inTurn(int workers, ToDoubleFunction<Execution> cameNs, ToDoubleFunction<Execution> needsNs) {
        double[] saved = new double[requests.size()];
        PriorityQueue<Double> free = new PriorityQueue<>();
        for (int i = 0; i < workers; i++) {
            free.add(0.0);
        }
        List<Execution> byArrival = new ArrayList<>(executions);
        byArrival.sort(Comparator.comparingDouble(cameNs).thenComparingInt(Execution::row));
        for (Execution one : byArrival) {
            Double from = free.poll();
            double end = Math.max(from == null ? 0 : from, cameNs.applyAsDouble(one)) + needsNs.applyAsDouble(one);
            free.add(end);
            saved[one.row()] += one.endNs() - end;
        }
        return saved;
    }
}
