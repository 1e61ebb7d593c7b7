package io.narrows.analysis;

import io.narrows.log.BatchDocument;
import io.narrows.log.BudgetStep;
import io.narrows.log.HistogramInterval;
import io.narrows.log.HistogramInterval.Of;
import io.narrows.log.LaneTable;
import io.narrows.log.LatencyBuckets;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.SelfCost;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Adds to a simulated log what the recorder writes beside traces, and leaves out what it would not keep. */
public final class Recordings {

    private static final long SECOND = 1_000_000_000L;

    private Recordings() {}

    /** The same log with histograms every 10 s, lanes every 100 ms, pauses, and what the profiler cost. */
    public static List<LogDocument> full(List<LogDocument> documents) {
        List<LogDocument> beside = new ArrayList<>(histograms(documents));
        long from = traces(documents).stream()
                .mapToLong(TraceDocument::startNs)
                .min()
                .orElse(0);
        long to =
                traces(documents).stream().mapToLong(TraceDocument::endNs).max().orElse(0);
        beside.addAll(lanes(from, to, 100_000_000L));
        beside.addAll(costs(from, to));
        List<LogDocument> all = new ArrayList<>(documents);
        all.addAll(2, beside);
        return all;
    }

    /** Keeps traces of at least a latency with weight 1, and of the others one of {@code oneIn} with its weight. */
    public static List<LogDocument> sampled(List<LogDocument> documents, int oneIn, long slowNs) {
        SplittableRandom random = new SplittableRandom(1);
        List<LogDocument> kept = new ArrayList<>();
        for (LogDocument document : documents) {
            if (!(document instanceof TraceDocument trace)) {
                kept.add(document);
                continue;
            }
            boolean special = trace.endNs() - trace.startNs() >= slowNs || trace.outcome() != TraceDocument.Outcome.OK;
            if (special || random.nextInt(oneIn) == 0) {
                kept.add(Traces.weighted(trace, special ? 1 : oneIn));
            }
        }
        return kept;
    }

    /** Keeps no trace and no batch. */
    public static List<LogDocument> histogramsOnly(List<LogDocument> documents) {
        return documents.stream()
                .filter(document -> !(document instanceof TraceDocument || document instanceof BatchDocument))
                .toList();
    }

    static List<TraceDocument> traces(List<LogDocument> documents) {
        return documents.stream()
                .filter(TraceDocument.class::isInstance)
                .map(TraceDocument.class::cast)
                .toList();
    }

    /** Histograms of 10 s each. */
    static List<HistogramInterval> histograms(List<LogDocument> documents) {
        Map<Long, Map<Of, Map<Integer, List<Long>>>> cells = new TreeMap<>();
        for (TraceDocument trace : traces(documents)) {
            if (trace.outcome() == TraceDocument.Outcome.ABANDONED) {
                continue;
            }
            BiConsumer<Of, long[]> add = (of, idAndNs) -> cells.computeIfAbsent(
                            Math.floorDiv(trace.endNs(), 10 * SECOND), key -> new TreeMap<>())
                    .computeIfAbsent(of, key -> new TreeMap<>())
                    .computeIfAbsent((int) idAndNs[0], key -> new ArrayList<>())
                    .add(idAndNs[1]);
            add.accept(Of.KIND_LATENCY, new long[] {trace.kind(), trace.endNs() - trace.startNs()});
            trace.spans()
                    .forEach(span ->
                            add.accept(Of.STAGE_TIME, new long[] {span.stage(), span.endNs() - span.startNs()}));
        }
        List<HistogramInterval> intervals = new ArrayList<>();
        cells.forEach((slice, byOf) -> {
            List<HistogramInterval.Histogram> histograms = new ArrayList<>();
            byOf.forEach((of, byId) -> byId.forEach((id, values) -> histograms.add(histogram(of, id, values))));
            intervals.add(new HistogramInterval(slice * 10 * SECOND, (slice + 1) * 10 * SECOND, histograms));
        });
        return intervals;
    }

    private static HistogramInterval.Histogram histogram(Of of, int id, List<Long> values) {
        TreeMap<Integer, Long> buckets = new TreeMap<>();
        values.forEach(value -> buckets.merge(LatencyBuckets.index(value), 1L, Long::sum));
        return new HistogramInterval.Histogram(
                of,
                id,
                values.size(),
                values.stream().mapToLong(Long::longValue).sum(),
                values.stream().mapToLong(Long::longValue).max().orElse(0),
                buckets.keySet().stream().mapToInt(Integer::intValue).toArray(),
                buckets.values().stream().mapToLong(Long::longValue).toArray());
    }

    /** Lanes of which the process uses 1.2 cores, and a collection of 4 ms every 2 s. */
    static List<LogDocument> lanes(long fromNs, long toNs, long periodNs) {
        List<LogDocument> documents = new ArrayList<>();
        LaneTable.Mode delta = LaneTable.Mode.DELTA;
        LaneTable.Mode gauge = LaneTable.Mode.GAUGE;
        documents.add(new LaneTable(List.of(
                new LaneTable.LaneEntry("process.cpu", "ns", delta, ""),
                new LaneTable.LaneEntry("system.cpu.busy", "ns", delta, ""),
                new LaneTable.LaneEntry("system.cpu.steal", "ns", delta, ""),
                new LaneTable.LaneEntry("faults.major", "", delta, ""),
                new LaneTable.LaneEntry("heap.used", "bytes", gauge, ""),
                new LaneTable.LaneEntry("memory.resident", "bytes", gauge, ""),
                new LaneTable.LaneEntry("io.read", "bytes", delta, ""),
                new LaneTable.LaneEntry("io.written", "bytes", delta, ""),
                new LaneTable.LaneEntry("threads.rundelay", "ns", delta, ""),
                new LaneTable.LaneEntry("pressure.cpu.some", "ns", delta, "not available here: no PSI"),
                new LaneTable.LaneEntry("pause.gc", "ns", delta, ""),
                new LaneTable.LaneEntry("pause.safepoint", "ns", delta, ""))));
        SplittableRandom random = new SplittableRandom(9);
        for (long at = fromNs + periodNs; at <= toNs; at += periodNs) {
            double load = 0.8 + 0.4 * random.nextDouble() + 0.3 * Math.sin(at / 3e9);
            documents.add(new ResourceSample(
                    at,
                    periodNs,
                    List.of(
                            new ResourceSample.LaneValue(0, (long) (load * periodNs)),
                            new ResourceSample.LaneValue(1, (long) ((load + 0.3) * periodNs)),
                            new ResourceSample.LaneValue(4, 100_000_000 + random.nextLong(50_000_000)),
                            new ResourceSample.LaneValue(5, 400_000_000),
                            new ResourceSample.LaneValue(6, 4_096),
                            new ResourceSample.LaneValue(8, periodNs / 50))));
        }
        for (long at = fromNs + SECOND; at < toNs; at += 2 * SECOND) {
            documents.add(new Pause(Pause.Type.GC, at, at + 4_000_000, "G1 Evacuation Pause", 1));
        }
        return documents;
    }

    private static List<LogDocument> costs(long fromNs, long toNs) {
        List<LogDocument> documents = new ArrayList<>();
        for (long at = fromNs; at < toNs; at += 10 * SECOND) {
            documents.add(new SelfCost(
                    at + 10 * SECOND,
                    10 * SECOND,
                    13_000,
                    38.5,
                    20_000_000,
                    30_000_000,
                    12 * SECOND,
                    1_000_000 + (at - fromNs) / 10_000,
                    1));
        }
        return documents;
    }

    /** Over budget from 3 s on, down to histograms, and back to one in 512. */
    public static List<LogDocument> overBudget(List<LogDocument> documents, long fromNs) {
        List<LogDocument> all = new ArrayList<>(documents);
        int oneIn = 1;
        long at = fromNs + 3 * SECOND;
        while (oneIn < 1024) {
            oneIn *= 2;
            at += SECOND;
            all.add(2, new BudgetStep(at, BudgetStep.Level.SAMPLED, oneIn, 0.031, 0.01));
        }
        all.add(2, new BudgetStep(at + SECOND, BudgetStep.Level.HISTOGRAMS, oneIn, 0.012, 0.01));
        all.add(2, new BudgetStep(at + 6 * SECOND, BudgetStep.Level.SAMPLED, 512, 0.003, 0.01));
        return all;
    }
}
