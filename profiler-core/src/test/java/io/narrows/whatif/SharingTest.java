package io.narrows.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Stages that slow each other down because there are too few processors: the log of a processor-sharing simulation. */
class SharingTest {

    private static final int REQUESTS = 4_000;
    private static final double CORES = 2;
    private static final long PERIOD_NS = 100_000_000;

    private final List<LogDocument> documents = new ArrayList<>();
    private final long[] latencies = new long[REQUESTS];

    /** Requests read from somewhere, which takes no processor, and then compute for some time of one of the two. */
    private SharingTest simulate(double computeMs) {
        SplittableRandom random = new SplittableRandom(4);
        long[] arrival = new long[REQUESTS];
        long[] ready = new long[REQUESTS];
        double[] left = new double[REQUESTS];
        double at = 1e9;
        for (int i = 0; i < REQUESTS; i++) {
            at += 8e6 * draw(random);
            arrival[i] = (long) at;
            ready[i] = arrival[i] + (long) (3e6 * draw(random));
            left[i] = computeMs * 1e6 * draw(random);
        }
        long[] end = new long[REQUESTS];
        List<Double> used = new ArrayList<>();
        List<Integer> running = new ArrayList<>();
        Integer[] order = new Integer[REQUESTS];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(ready[a], ready[b]));
        double now = 1e9;
        int next = 0;
        while (next < REQUESTS || !running.isEmpty()) {
            double speed = Math.min(1, CORES / Math.max(1, running.size()));
            int first = -1;
            for (int i : running) {
                first = first < 0 || left[i] < left[first] ? i : first;
            }
            double done = first < 0 ? Double.MAX_VALUE : now + left[first] / speed;
            double until = next < REQUESTS ? Math.min(done, (double) ready[order[next]]) : done;
            use(used, now, until, Math.min(CORES, running.size()));
            for (int i : running) {
                left[i] -= (until - now) * speed;
            }
            now = until;
            if (done <= until && first >= 0) {
                end[first] = (long) now;
                running.remove((Integer) first);
            } else {
                running.add(order[next++]);
            }
        }
        write(arrival, ready, end, used);
        return this;
    }

    private static double draw(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    private static void use(List<Double> used, double from, double to, double processors) {
        for (double at = from; at < to; ) {
            int period = (int) ((at - 1e9) / PERIOD_NS);
            double stop = Math.min(to, 1e9 + (period + 1.0) * PERIOD_NS);
            while (used.size() <= period) {
                used.add(0.0);
            }
            used.set(period, used.get(period) + processors * (stop - at));
            at = stop > at ? stop : to;
        }
    }

    private void write(long[] arrival, long[] ready, long[] end, List<Double> used) {
        documents.add(new RunHeader(1, "simulated", 1, 0, 1_000_000_000L, Map.of("cpus", "2")));
        documents.add(new StageTable(
                List.of(new StageTable.StageEntry("read", "DATA"), new StageTable.StageEntry("compute", "COMPUTE")),
                List.of(),
                List.of("infer")));
        documents.add(new LaneTable(List.of(new LaneTable.LaneEntry("process.cpu", "ns", LaneTable.Mode.DELTA, ""))));
        for (int i = 0; i < used.size(); i++) {
            documents.add(new ResourceSample(
                    1_000_000_000L + (i + 1) * PERIOD_NS,
                    PERIOD_NS,
                    List.of(new ResourceSample.LaneValue(0, Math.round(used.get(i))))));
        }
        for (int i = 0; i < REQUESTS; i++) {
            latencies[i] = end[i] - arrival[i];
            documents.add(new TraceDocument(
                    i + 1L,
                    1,
                    i + 1L,
                    0,
                    arrival[i],
                    end[i],
                    TraceDocument.Outcome.OK,
                    "",
                    false,
                    1,
                    false,
                    List.of(
                            new TraceDocument.Span(0, arrival[i], ready[i], 0),
                            new TraceDocument.Span(1, ready[i], end[i], 0)),
                    List.of(),
                    0,
                    TraceDocument.Kept.SAMPLED));
        }
        Arrays.sort(latencies);
    }

    private double ms(double p) {
        return latencies[(int) (p * REQUESTS)] / 1e6;
    }

    @Test
    void workThatSharesProcessorsGetsFasterByMoreThanItsOwnPart() {
        SharingTest before = simulate(12.5);
        SharingTest after = new SharingTest().simulate(10);
        WhatIf whatIf = WhatIfTest.whatIf(before.documents);

        assertTrue(whatIf.predicts(), whatIf::reason);
        assertEquals(CORES, whatIf.baseline().cores(), 0.1);
        Prediction prediction = whatIf.predict(new Change.Faster("compute", 20));
        assertEquals(after.ms(0.99), prediction.p99().after().value(), 0.07 * after.ms(0.99), prediction::toString);
        assertEquals(after.ms(0.5), prediction.p50().after().value(), 0.07 * after.ms(0.5), prediction::toString);
        assertTrue(prediction.p99().changePercent().value() < -25, prediction::toString);
    }

    @Test
    void whereProcessorsAreEnoughNothingIsShared() {
        WhatIf whatIf = WhatIfTest.whatIf(simulate(2).documents);

        assertTrue(whatIf.predicts(), whatIf::reason);
        assertEquals(0, whatIf.baseline().cores());
    }
}
