package io.narrows.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.CompactColumn;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Concurrency, kinds, sizes and what late arrivals hide. */
class RunStatisticsTest {

    private static RunAnalysis simulated(int requests) {
        return RunAnalyzer.analyze(
                new RunSimulation(21).requests(requests).ratePerS(120).documents(), AnalysisOptions.allTraces());
    }

    private static StageStatistics stage(RunAnalysis run, String name) {
        return run.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyQuantileHasItsInterval() {
        RunAnalysis run = simulated(20_000);
        LatencySummary latency = run.latency();
        assertNotNull(latency);
        List<Estimate> told = new ArrayList<>(List.of(latency.p50(), latency.p90(), latency.p99()));
        for (StageStatistics stage : run.stages()) {
            told.addAll(List.of(stage.p50(), stage.p90(), stage.p99(), stage.mean()));
            assertTrue(stage.p50().value() <= stage.p90().value(), stage::toString);
            assertTrue(stage.p90().value() <= stage.p99().value(), stage::toString);
            assertTrue(stage.p99().value() <= stage.p999().value(), stage::toString);
        }
        for (Estimate estimate : told) {
            Double lo = estimate.lo();
            Double hi = estimate.hi();
            assertNotNull(lo, estimate::toString);
            assertNotNull(hi, estimate::toString);
            assertTrue(lo <= estimate.value() && estimate.value() <= hi, estimate::toString);
        }
        assertNull(latency.p999().lo(), "20 requests are slower, and they go together");
    }

    @Test
    void oneWorkerExecutesOneBatchAtOnce() {
        RunAnalysis run = simulated(5_000);
        Concurrency executions = stage(run, "forward").executions();
        Concurrency requests = stage(run, "forward").requests();
        BatchStatistics batches = run.batches();
        Concurrency inFlight = run.concurrency();

        assertNotNull(batches);
        assertNotNull(inFlight);
        assertEquals(1, executions.max());
        assertTrue(executions.mean() < 1);
        assertEquals(executions.mean(), executions.busy(), 0.02);
        assertEquals(stage(run, "forward").meanMs() / 1e3 * run.throughputPerS().value(), requests.mean(), 1e-6);
        assertTrue(requests.mean() > executions.mean() * batches.meanSize());
        assertTrue(requests.max() <= 8 && requests.max() >= 7, requests::toString);
        assertEquals(run.latency().mean().value() / 1e3 * run.throughputPerS().value(), inFlight.mean(), 1e-6);
        assertTrue(inFlight.max() > inFlight.mean());
        assertTrue(stage(run, "queue").waiting());
        assertFalse(stage(run, "forward").waiting());
    }

    @Test
    void momentsCountWhatCoversThem() {
        SplittableRandom random = new SplittableRandom(4);
        Moments moments = new Moments();
        List<long[]> intervals = new ArrayList<>();
        long at = 1_000_000_000L;
        for (int i = 0; i < 4_000; i++) {
            at += random.nextLong(2_000_000);
            long end = at + random.nextLong(20_000_000);
            intervals.add(new long[] {at, end});
            moments.add(at, end, 1);
        }
        long from = 1_000_000_000L;
        long to = at;
        long most = 0;
        for (long[] interval : intervals) {
            most = Math.max(
                    most,
                    intervals.stream()
                            .filter(other -> other[0] <= interval[0] && other[1] > interval[0])
                            .count());
        }
        Concurrency told = moments.between(from, to, 10);

        assertTrue(told.max() <= most && told.max() >= most - 2, most + " for " + told);
        assertEquals(1, told.busy(), 0.01);
    }

    @Test
    void sizesDivideTheRequestsAndGrowInService() {
        RunAnalysis run = simulated(6_000);
        List<SizeBucket> sizes = run.sizes();
        QueueAndService parts = run.parts();

        assertNotNull(parts);
        assertTrue(sizes.size() >= 4 && sizes.size() <= 8, sizes::toString);
        assertEquals(
                run.counts().ok(), sizes.stream().mapToLong(SizeBucket::count).sum());
        for (int i = 0; i < sizes.size(); i++) {
            SizeBucket bucket = sizes.get(i);
            assertEquals("tokens", bucket.attribute());
            assertTrue(bucket.from() <= bucket.to());
            assertTrue(i == 0 || bucket.from() > sizes.get(i - 1).to());
            assertEquals(
                    bucket.latency().mean().value(),
                    bucket.parts().waitMs()
                            + bucket.parts().serviceMs()
                            + bucket.parts().unaccountedMs(),
                    1e-9);
        }
        assertTrue(sizes.get(sizes.size() - 1).parts().serviceMs()
                > sizes.get(0).parts().serviceMs());
        assertEquals(stage(run, "queue").meanMs(), parts.waitMs(), 1e-9);
    }

    @Test
    void kindsAreTold() {
        List<LogDocument> documents = new ArrayList<>();
        documents.add(new StageTable(
                List.of(new StageTable.StageEntry("work", "COMPUTE")), List.of(), List.of("short", "long")));
        for (int i = 0; i < 3_000; i++) {
            boolean isLong = i % 3 == 0;
            documents.add(trace(i, i * 10_000_000L, isLong ? 9_000_000 : 1_000_000, isLong ? 1 : 0, List.of()));
        }
        List<KindStatistics> kinds =
                RunAnalyzer.analyze(documents, AnalysisOptions.allTraces()).kinds();

        assertEquals(
                List.of("short", "long"),
                kinds.stream().map(KindStatistics::kind).toList());
        assertEquals(2_000, kinds.get(0).count());
        assertEquals(1, kinds.get(0).latency().p99().value());
        assertEquals(9, kinds.get(1).latency().mean().value(), 1e-9);
        assertEquals(100.0 / 3, kinds.get(1).throughputPerS().value(), 0.1);
        assertEquals(9, kinds.get(1).parts().serviceMs(), 1e-9);
    }

    private static TraceDocument trace(
            long serial, long startNs, long ns, int kind, List<TraceDocument.AttributeValue> attributes) {
        return new TraceDocument(
                serial,
                1,
                serial,
                kind,
                startNs,
                startNs + ns,
                TraceDocument.Outcome.OK,
                "",
                false,
                1,
                false,
                List.of(new TraceDocument.Span(0, startNs, startNs + ns, 0)),
                attributes,
                0,
                TraceDocument.Kept.SAMPLED);
    }

    @Test
    void lateArrivalsAreToldFromTheTraces() {
        List<LogDocument> documents = new ArrayList<>();
        documents.add(new StageTable(
                List.of(new StageTable.StageEntry("work", "COMPUTE")),
                List.of(new StageTable.AttributeEntry("arrival.delay_us", "us")),
                List.of("infer")));
        for (int i = 0; i < 1_000; i++) {
            long delayUs = i % 20 == 0 ? 40_000 : 0;
            documents.add(
                    trace(i, i * 10_000_000L, 2_000_000, 0, List.of(new TraceDocument.AttributeValue(0, delayUs))));
        }
        CoordinatedOmission told =
                RunAnalyzer.analyze(documents, AnalysisOptions.allTraces()).coordinatedOmission();

        assertNotNull(told);
        assertEquals(CoordinatedOmission.Source.ARRIVAL_DELAY, told.source());
        assertEquals(2.0, told.delayMs());
        assertEquals(0, told.quantiles().get(0).hiddenMs());
        assertEquals(2, told.quantiles().get(2).fromArrivalMs());
        assertEquals(42, told.quantiles().get(2).fromIntentionMs());
        assertEquals(40, told.quantiles().get(2).hiddenMs());
    }

    @Test
    void lateArrivalsAreToldFromTheSchedule() {
        AnalysisOptions options = AnalysisOptions.session(RunSimulation.SESSION)
                .with(new ClientLatency(List.of(
                        new ClientLatency.Quantile(50, 30.0, 12.0), new ClientLatency.Quantile(99, 900.0, null))));
        RunAnalysis run = RunAnalyzer.analyze(new RunSimulation(5).requests(500).documents(), options);
        CoordinatedOmission told = run.coordinatedOmission();

        assertNotNull(told);
        assertEquals(CoordinatedOmission.Source.LOAD_SCHEDULE, told.source());
        assertNull(told.delayMs());
        CoordinatedOmission.Hidden median = told.quantiles().get(0);
        assertEquals(run.latency().p50().value(), median.fromArrivalMs());
        assertEquals(30 - median.fromArrivalMs(), median.hiddenMs());
        assertEquals(18.0, median.beforeSendingMs());
        assertNull(told.quantiles().get(1).beforeSendingMs());
        assertNull(simulated(100).coordinatedOmission());
    }

    @Test
    void narrowColumnsHoldWhatWideOnesWould() {
        CompactColumn column = new CompactColumn();
        long[] values = new long[20_000];
        SplittableRandom random = new SplittableRandom(6);
        for (int row = 0; row < values.length; row++) {
            values[row] = switch (random.nextInt(row > 9_000 ? 4 : 3)) {
                case 0 -> -1;
                case 1 -> random.nextLong(1_000);
                case 2 -> 0xFFFF_FFFEL - random.nextLong(3);
                default -> random.nextLong(Long.MAX_VALUE);
            };
            column.set(row, values[row]);
        }
        for (int row = 0; row < values.length; row++) {
            assertEquals(values[row], column.get(row));
        }
        assertEquals(-1, column.get(5_000_000));
    }
}
