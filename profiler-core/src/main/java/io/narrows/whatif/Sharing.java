package io.narrows.whatif;

import io.narrows.analysis.statistics.Order;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of the recorded times was work for processors that were not enough. Not changed once made. */
final class Sharing implements Work {

    /*
     * How much processor time a second of each stage needs follows from the process's: its use in each period is, to first
     * order, the sum over the stages of the time spent in them, times what each needs, plus what runs beside them (collector,
     * compiler), found by least squares with no coefficient below 0. Of the stages only those with most time are told apart.
     *
     * Where together they need more than there is, all of them run at the speed c / needed. So the speed is known at each
     * moment, and with it how much of a recorded time was work: need times the integral of the speed. As the use is that of
     * the slowed stages, need and speed are found in turns, beginning with all stages in need: otherwise a stage that only goes
     * with the load would take the place of one that is slowed by it. A stage needs one processor at most: work that runs
     * on several threads is taken for work on one.
     */

    private static final int MOST_STAGES = 8;
    private static final int TURNS = 6;
    private static final int FEWEST_PERIODS = 20;

    /** Below this part of the processors in use, nobody stands in anybody's way for long. */
    private static final double BUSY = 0.35;

    /** From this loss of speed on, over all work, it is worth a model. */
    private static final double SLOWED = 0.02;

    private final double[] need;
    private final double cores;
    private final Spans spans;

    /** Moments at which the speed changes, and the work that one processor has done up to each. */
    private final long[] moments;

    private final double[] workedNs;

    private Sharing(double[] need, double cores, Spans spans) {
        this.need = need;
        this.cores = cores;
        this.spans = spans;
        int n = spans.from.length;
        long[] all = new long[2 * n];
        System.arraycopy(spans.from, 0, all, 0, n);
        System.arraycopy(spans.to, 0, all, n, n);
        int[] order = Order.ascending(all);
        moments = new long[all.length];
        workedNs = new double[all.length];
        double needed = 0;
        for (int i = 0; i < order.length; i++) {
            moments[i] = all[order[i]];
            if (i > 0) {
                double speed = needed <= cores ? 1 : cores / needed;
                workedNs[i] = workedNs[i - 1] + speed * (moments[i] - moments[i - 1]);
            }
            boolean begins = order[i] < n;
            double one = need[spans.stage[begins ? order[i] : order[i] - n]];
            needed += begins ? one : -one;
        }
    }

    /** Times as work for shared processors, or null where they were enough or it is not known. */
    static @Nullable Timing timing(Model model, Visits visits, List<Place> places) {
        Sharing found = find(model, visits, places);
        return found == null ? null : new Timing(model, visits, places, found, found.cores);
    }

    /** What is worth a model, or null where the processors were enough or it is not known. */
    private static @Nullable Sharing find(Model model, Visits visits, List<Place> places) {
        double cores = model.cores();
        CpuPeriods periods = new CpuPeriods(model);
        if (cores <= 0 || periods.count() < FEWEST_PERIODS || periods.meanUse() < BUSY * cores) {
            return null;
        }
        Spans spans = new Spans(model, visits, places);
        int[] told = spans.longest(model.stages(), MOST_STAGES);
        double[] all = new double[model.stages()];
        for (int stage : told) {
            all[stage] = 1;
        }
        Sharing sharing = new Sharing(all, cores, spans);
        for (int turn = 0; turn < TURNS; turn++) {
            double[] found = periods.needs(spans, told, sharing, turn >= TURNS / 2);
            double[] need = new double[model.stages()];
            for (int i = 0; i < told.length; i++) {
                need[told[i]] = Math.min(1, found[i]);
            }
            double beside = found[told.length];
            sharing = new Sharing(need, Math.max(0.5, cores - beside), spans);
        }
        return sharing.lost() > SLOWED ? sharing : null;
    }

    /** Part of the speed of all work that was lost. */
    private double lost() {
        double work = 0;
        double time = 0;
        for (int i = 0; i < spans.from.length; i++) {
            double one = need[spans.stage[i]];
            work += one * (worked(spans.to[i]) - worked(spans.from[i]));
            time += one * (spans.to[i] - spans.from[i]);
        }
        return time == 0 ? 0 : 1 - work / time;
    }

    /** Work that one processor has done up to a moment. */
    double worked(long atNs) {
        if (moments.length == 0) {
            return atNs;
        }
        int found = Arrays.binarySearch(moments, atNs);
        if (found >= 0) {
            return workedNs[found];
        }
        int next = -found - 1;
        if (next == 0) {
            return workedNs[0] - (moments[0] - atNs);
        }
        if (next == moments.length) {
            return workedNs[next - 1] + (atNs - moments[next - 1]);
        }
        double part = (double) (atNs - moments[next - 1]) / (moments[next] - moments[next - 1]);
        return workedNs[next - 1] + part * (workedNs[next] - workedNs[next - 1]);
    }

    @Override
    public double cpuNs(int stage, long fromNs, long toNs) {
        return need[stage] == 0 ? 0 : need[stage] * (worked(toNs) - worked(fromNs));
    }

    @Override
    public double wallNs(int stage, long fromNs, long toNs) {
        return (1 - need[stage]) * (toNs - fromNs);
    }

    /** The times at which stages ran, each batch once, without waiting. */
    static final class Spans {
        final int[] stage;
        final long[] from;
        final long[] to;

        Spans(Model model, Visits visits, List<Place> places) {
            TraceColumns traces = model.traces();
            boolean[] skipped = new boolean[traces.firstSpan[traces.size]];
            for (int v = 0; v < visits.size; v++) {
                ServedBatches batches = places.get(visits.station[v]).batches;
                int batch = batches == null ? -1 : batches.batchOf(v);
                if (batches != null && batch >= 0 && batches.longest[batch] != v) {
                    for (int s = visits.regionFirst[v]; s < visits.regionEnd[v]; s++) {
                        skipped[s] = traces.batch[s] != 0;
                    }
                }
            }
            int count = 0;
            for (int s = 0; s < skipped.length; s++) {
                skipped[s] |= model.waits(traces.stage[s]);
                count += skipped[s] ? 0 : 1;
            }
            stage = new int[count];
            from = new long[count];
            to = new long[count];
            int at = 0;
            for (int s = 0; s < skipped.length; s++) {
                if (!skipped[s]) {
                    stage[at] = traces.stage[s];
                    from[at] = traces.spanStart[s];
                    to[at++] = traces.spanEnd[s];
                }
            }
        }

        /** Ids of the stages with most time. */
        int[] longest(int stages, int most) {
            long[] time = new long[stages];
            for (int i = 0; i < stage.length; i++) {
                time[stage[i]] -= to[i] - from[i];
            }
            return Arrays.stream(Order.ascending(time))
                    .filter(s -> time[s] < 0)
                    .limit(most)
                    .toArray();
        }
    }
}
