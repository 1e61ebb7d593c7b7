package io.narrows.whatif;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Finds which of the stages behind a queue hold one of its workers. Holds no state. */
final class Holding {

    /*
     * A worker that becomes free takes the next request. So where a request really waited, the moment at which it was taken
     * lies directly behind the moment at which somebody else let a worker go. For every stage behind the queue, the time
     * from its last end in any request to the moment of taking is looked at; in the median over the requests that waited
     * it is small for the stage with whose end the worker is let go. Earlier stages end too early by the time of the later
     * ones; the ends of later stages have nothing to do with the taking.
     *
     * A batch holds its worker during the stages that the batch has.
     */

    /** A stage's end may be written this much after the worker was seen by the next. */
    private static final long SLACK_NS = 50_000;

    /** Fewer requests that waited than this say nothing. */
    static final int FEWEST = 30;

    private Holding() {}

    /**
     * Sets until when each visit held its worker.
     *
     * @param rows the visits to one station
     * @return the stages that hold it, in order, the last of which lets it go
     */
    static int[] find(Model model, Visits visits, int[] rows, boolean batching) {
        int[] order = stagesInOrder(model, visits, rows);
        boolean[] holds = new boolean[model.stages()];
        if (batching) {
            markBatchStages(model, visits, rows, holds);
        } else {
            int last = order.length == 0 ? -1 : lettingGo(model, visits, rows, order);
            for (int i = 0; i <= last; i++) {
                holds[order[i]] = true;
            }
        }
        cut(model, visits, rows, holds, batching);
        return Arrays.stream(order).filter(stage -> holds[stage]).toArray();
    }

    private static void markBatchStages(Model model, Visits visits, int[] rows, boolean[] holds) {
        for (int row : rows) {
            for (int s = visits.regionFirst[row]; s < visits.regionEnd[row]; s++) {
                holds[model.traces().stage[s]] |= model.traces().batch[s] != 0;
            }
        }
    }

    private static void cut(Model model, Visits visits, int[] rows, boolean[] holds, boolean batching) {
        TraceColumns traces = model.traces();
        for (int row : rows) {
            int last = -1;
            for (int s = visits.regionFirst[row]; s < visits.regionEnd[row]; s++) {
                if (holds[traces.stage[s]] && (!batching || traces.batch[s] != 0)) {
                    last = s;
                }
            }
            if (last >= 0) {
                visits.held[row] = traces.spanEnd[last];
            } else if (batching) {
                visits.held[row] = visits.taken[row]; // left the queue without a batch
            }
        }
    }

    /** Stages of the regions, by their mean place in them. */
    private static int[] stagesInOrder(Model model, Visits visits, int[] rows) {
        long[] count = new long[model.stages()];
        double[] place = new double[count.length];
        for (int row : rows) {
            int from = visits.regionFirst[row];
            for (int s = from; s < visits.regionEnd[row]; s++) {
                int stage = model.traces().stage[s];
                count[stage]++;
                place[stage] += s - from;
            }
        }
        return IntStream.range(0, count.length)
                .filter(stage -> count[stage] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(stage -> place[stage] / count[stage]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Place in the order of the stage with whose end a worker is let go. */
    private static int lettingGo(Model model, Visits visits, int[] rows, int[] order) {
        long[] moments = Waits.moments(visits, rows);
        if (moments.length < FEWEST) {
            return order.length - 1;
        }
        int best = order.length - 1;
        double nearest = Double.MAX_VALUE;
        for (int i = order.length - 1; i >= 0; i--) {
            long[] ends = ends(model, visits, rows, order[i]);
            double distance = median(distances(moments, ends));
            if (distance < nearest) {
                nearest = distance;
                best = i;
            }
        }
        return best;
    }

    private static long[] ends(Model model, Visits visits, int[] rows, int stage) {
        TraceColumns traces = model.traces();
        long[] ends = new long[rows.length];
        int count = 0;
        for (int row : rows) {
            for (int s = visits.regionFirst[row]; s < visits.regionEnd[row]; s++) {
                if (traces.stage[s] == stage) {
                    if (count == ends.length) {
                        ends = Arrays.copyOf(ends, count * 2);
                    }
                    ends[count++] = traces.spanEnd[s];
                }
            }
        }
        ends = Arrays.copyOf(ends, count);
        Arrays.sort(ends);
        return ends;
    }

    private static long[] distances(long[] moments, long[] ends) {
        long[] result = new long[moments.length];
        int at = 0;
        for (int i = 0; i < moments.length; i++) {
            while (at < ends.length && ends[at] <= moments[i] + SLACK_NS) {
                at++;
            }
            result[i] = at == 0 ? Long.MAX_VALUE / 2 : Math.max(0, moments[i] - ends[at - 1]);
        }
        return result;
    }

    private static double median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
