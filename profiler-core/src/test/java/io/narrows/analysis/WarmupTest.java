package io.narrows.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The change point against series whose beginning is known. */
class WarmupTest {

    private static final long GAP_NS = 1_250_000;

    @Test
    void steadyQueuesRaiseNoAlarm() {
        int alarms = 0;
        int runs = 0;
        for (int n : new int[] {400, 2_000, 8_000, 40_000}) {
            for (int seed = 0; seed < 250; seed++) {
                long[] times = QueueCoverageTest.times(n, 0.8, new SplittableRandom(n + seed));
                alarms += WarmupFinder.length(times) > 0 ? 1 : 0;
                runs++;
            }
        }
        int told = alarms;
        int of = runs;
        assertTrue(alarms <= 0.01 * runs, () -> told + " false alarms in " + of + " steady runs");
    }

    @Test
    void oneLevelSaysNothing() {
        long[] level = new long[5_000];
        Arrays.fill(level, 7_000_000);
        assertEquals(0, WarmupFinder.length(level));
        assertEquals(0, WarmupFinder.length(new long[0]));
        assertEquals(0, WarmupFinder.length(new long[] {5, 4, 3, 2, 1}));
        SplittableRandom random = new SplittableRandom(7);
        Arrays.setAll(level, i -> 7_000_000 + random.nextLong(400_000));
        assertEquals(0, WarmupFinder.length(level));
    }

    @Test
    void slowPartLaterIsNoWarmUp() {
        SplittableRandom random = new SplittableRandom(8);
        long[] times = QueueCoverageTest.times(8_000, 0.5, random);
        for (int i = 3_000; i < 5_000; i++) {
            times[i] *= 4;
        }
        assertEquals(0, WarmupFinder.length(times));
        long[] growing = QueueCoverageTest.times(8_000, 0.5, random);
        for (int i = 0; i < growing.length; i++) {
            growing[i] += i * 1_000L;
        }
        assertEquals(0, WarmupFinder.length(growing));
    }

    @Test
    void slowerBeginningIsFoundWhereItEnds() {
        int found = 0;
        for (int seed = 0; seed < 40; seed++) {
            long[] times = QueueCoverageTest.times(10_000, 0.5, new SplittableRandom(seed));
            for (int i = 0; i < 1_500; i++) {
                times[i] *= 3;
            }
            int length = WarmupFinder.length(times);
            found += Math.abs(length - 1_500) <= 150 ? 1 : 0;
        }
        int of40 = found;
        assertTrue(found >= 36, () -> of40 + " of 40");
    }

    @Test
    void decayIsTakenAwayAlmostWhole() {
        int close = 0;
        for (int seed = 0; seed < 20; seed++) {
            long[] times = QueueCoverageTest.times(10_000, 0.5, new SplittableRandom(seed));
            for (int i = 0; i < times.length; i++) {
                times[i] = (long) (times[i] * (1 + 9 * Math.exp(-i / 400.0)));
            }
            int length = WarmupFinder.length(times);
            assertTrue(length >= 500 && length <= 5_000, () -> "ends after " + length);
            close += length <= 2_500 ? 1 : 0;
        }
        int of20 = close;
        assertTrue(close >= 16, () -> of20 + " of 20");
    }

    private static List<LogDocument> documents(int n, int slow, int factor) {
        long[] times = QueueCoverageTest.times(n, 0.5, new SplittableRandom(3));
        List<LogDocument> documents = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            long start = i * GAP_NS;
            long end = start + times[i] * (i < slow ? factor : 1);
            documents.add(Traces.trace(i + 1, start, end, 1, List.of(new TraceDocument.Span(0, start, end, 0))));
        }
        return documents;
    }

    @Test
    void warmUpIsSetApart() {
        List<LogDocument> documents = documents(10_000, 1_500, 5);
        RunAnalysis run = RunAnalyzer.analyze(documents, AnalysisOptions.allTraces());
        RunAnalysis plain = RunAnalyzer.analyze(documents(10_000, 0, 1), AnalysisOptions.allTraces());
        Warmup warmup = run.warmup();
        LatencySummary latency = run.latency();
        LatencySummary without = plain.latency();

        assertNull(plain.warmup());
        assertNotNull(warmup);
        assertNotNull(latency);
        assertNotNull(without);
        assertEquals(1_500 * GAP_NS / 1e9, warmup.untilS(), 150 * GAP_NS / 1e9);
        assertTrue(warmup.p50BeforeMs() > 4 * warmup.p50After().value(), warmup::toString);
        assertEquals(
                without.p50().value(),
                latency.p50().value(),
                0.1 * without.p50().value());
        assertEquals(
                without.p99().value(),
                latency.p99().value(),
                0.2 * without.p99().value());
        assertEquals(10_000, run.counts().ok());
        assertEquals(1, run.stages().get(0).shareOfMean());
        assertEquals(latency.mean().value(), run.stages().get(0).meanMs(), 1e-9);
        assertEquals(1e9 / GAP_NS, run.throughputPerS().value(), 0.02e9 / GAP_NS);
    }

    @Test
    void whatTheGeneratorCountedIsComparedWithAllThatItMeasured() {
        List<LogDocument> documents = documents(10_000, 1_500, 5);
        long[] latencies = documents.stream()
                .map(TraceDocument.class::cast)
                .mapToLong(trace -> trace.endNs() - trace.startNs())
                .sorted()
                .toArray();
        double p99 = latencies[9_899] / 1e6;
        ClientLatency seen = new ClientLatency(List.of(new ClientLatency.Quantile(99, p99, p99)));
        RunAnalysis run =
                RunAnalyzer.analyze(documents, AnalysisOptions.allTraces().with(seen));
        CoordinatedOmission told = run.coordinatedOmission();

        assertNotNull(run.warmup());
        assertNotNull(told);
        assertEquals(p99, told.quantiles().get(0).fromArrivalMs(), 1e-9);
        assertEquals(0, told.quantiles().get(0).hiddenMs(), 1e-9);
    }

    @Test
    void howOftenAStageRanIsToldWithoutTheWarmUp() {
        List<LogDocument> documents = new ArrayList<>();
        int n = 0;
        for (LogDocument document : documents(10_000, 1_500, 5)) {
            TraceDocument alone = (TraceDocument) document;
            boolean warm = ++n <= 1_500;
            long serial = warm ? n : 0;
            long middle = (alone.startNs() + alone.endNs()) / 2;
            if (warm) {
                List<BatchDocument.Member> members = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    members.add(new BatchDocument.Member(n + i, 1));
                }
                documents.add(new BatchDocument(
                        serial,
                        alone.startNs(),
                        alone.endNs(),
                        false,
                        false,
                        List.of(new TraceDocument.Span(0, alone.startNs(), alone.endNs(), serial)),
                        members,
                        List.of()));
            }
            documents.add(Traces.trace(
                    n,
                    alone.startNs(),
                    alone.endNs(),
                    1,
                    warm
                            ? List.of(new TraceDocument.Span(0, alone.startNs(), alone.endNs(), serial))
                            : List.of(
                                    new TraceDocument.Span(0, alone.startNs(), middle, 0),
                                    new TraceDocument.Span(0, middle, alone.endNs(), 0))));
        }
        RunAnalysis run = RunAnalyzer.analyze(documents, AnalysisOptions.allTraces());
        Warmup warmup = run.warmup();
        StageStatistics stage = run.stages().get(0);

        assertNotNull(warmup);
        assertTrue(warmup.count() >= 1_400, warmup::toString);
        assertEquals(2 * 10_000 - 2 * warmup.count(), stage.count(), 2 * 150);
        assertFalse(stage.inBatch());
        assertEquals(
                stage.requests().mean(),
                stage.executions().mean(),
                0.05 * stage.requests().mean());
    }
}
