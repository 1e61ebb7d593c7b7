package io.narrows.whatif;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Processor time of the process in the periods that lie within the replayed time. Not changed once made. */
final class CpuPeriods {

    private final long[] from;
    private final long[] to;
    private final double[] used;

    CpuPeriods(Model model) {
        Model.Processor all = model.processor();
        TraceColumns traces = model.traces();
        long first = traces.size == 0 ? 0 : traces.start[0];
        long last = first;
        for (int r = 0; r < traces.size; r++) {
            last = Math.max(last, traces.end[r]);
        }
        int[] inside = new int[all.atNs.length];
        int count = 0;
        for (int i = 0; i < inside.length; i++) {
            boolean follows = count == 0 || all.atNs[i] - all.periodNs[i] >= all.atNs[inside[count - 1]];
            if (all.periodNs[i] > 0 && all.atNs[i] - all.periodNs[i] >= first && all.atNs[i] <= last && follows) {
                inside[count++] = i;
            }
        }
        from = new long[count];
        to = new long[count];
        used = new double[count];
        for (int i = 0; i < count; i++) {
            from[i] = all.atNs[inside[i]] - all.periodNs[inside[i]];
            to[i] = all.atNs[inside[i]];
            used[i] = all.cpuNs[inside[i]];
        }
    }

    int count() {
        return from.length;
    }

    /** Processors in use on average. */
    double meanUse() {
        double time = 0;
        for (int i = 0; i < from.length; i++) {
            time += to[i] - from[i];
        }
        return time == 0 ? 0 : Arrays.stream(used).sum() / time;
    }

    /**
     * How many processors a second of each of some stages needs, and, last, how many are in use beside them.
     *
     * @param sharing at which speed they ran, or null for full speed
     * @param beside whether anything may be in use beside them
     */
    double[] needs(Sharing.Spans spans, int[] stages, @Nullable Sharing sharing, boolean beside) {
        double[][] busy = new double[from.length][stages.length + 1];
        int[] place = new int[Arrays.stream(spans.stage).max().orElse(0) + 1];
        Arrays.fill(place, -1);
        for (int i = 0; i < stages.length; i++) {
            place[stages[i]] = i;
        }
        for (int s = 0; s < spans.stage.length; s++) {
            int column = place[spans.stage[s]];
            for (int p = column < 0 ? from.length : firstEndingAfter(spans.from[s]);
                    p < from.length && from[p] < spans.to[s];
                    p++) {
                long begin = Math.max(from[p], spans.from[s]);
                long end = Math.min(to[p], spans.to[s]);
                if (end > begin) {
                    busy[p][column] +=
                            sharing == null ? (double) (end - begin) : sharing.worked(end) - sharing.worked(begin);
                }
            }
        }
        LeastSquares fit = new LeastSquares(stages.length + 1);
        for (int p = 0; p < from.length; p++) {
            busy[p][stages.length] = beside ? to[p] - from[p] : 0;
            fit.add(busy[p], used[p]);
        }
        return fit.notNegative();
    }

    private int firstEndingAfter(long ns) {
        int found = Arrays.binarySearch(to, ns);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
