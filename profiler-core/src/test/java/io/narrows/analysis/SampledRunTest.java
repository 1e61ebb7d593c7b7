package io.narrows.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.Quantiles;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Estimates from a sample against the whole: slow traces are kept with weight 1, the others as one of n with weight n, as
 * the recording does. The truth of the queue is known, see {@link QueueCoverageTest}. Fixed seeds.
 */
class SampledRunTest {

    private static final double UTILISATION = 0.8;
    private static final long GAP_NS = 1_250_000;

    /** A queue's traces, 1.25 ms apart on average, those of the slowest percent kept, of the others one of {@code oneIn}. */
    private static List<LogDocument> sampled(int requests, int oneIn, SplittableRandom random) {
        long[] times = QueueCoverageTest.times(requests, UTILISATION, random);
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        long slow = Quantiles.of(sorted, 0.99);
        List<LogDocument> documents = new ArrayList<>();
        double at = 1e9;
        for (int i = 0; i < requests; i++) {
            at += GAP_NS * -Math.log(1 - random.nextDouble());
            boolean isSlow = times[i] >= slow;
            if (isSlow || random.nextInt(oneIn) == 0) {
                documents.add(trace(i, (long) at, times[i], isSlow ? 1 : oneIn));
            }
        }
        return documents;
    }

    private static TraceDocument trace(long serial, long startNs, long latencyNs, double weight) {
        return Traces.trace(
                serial,
                startNs,
                startNs + latencyNs,
                weight,
                List.of(new TraceDocument.Span(0, startNs, startNs + latencyNs / 4, 0)));
    }

    private static RunAnalysis analyze(List<LogDocument> documents) {
        return RunAnalyzer.analyze(documents, AnalysisOptions.allTraces());
    }

    /** Estimates of one quantity from many runs. */
    private static final class Trials {
        private final double truth;
        private double sum;
        private double squares;
        private int runs;
        private int given;
        private int covered;

        private Trials(double truth) {
            this.truth = truth;
        }

        private void add(Estimate estimate) {
            runs++;
            sum += estimate.value();
            squares += estimate.value() * estimate.value();
            Double lo = estimate.lo();
            Double hi = estimate.hi();
            if (lo != null && hi != null) {
                given++;
                covered += lo <= truth && truth <= hi ? 1 : 0;
            }
        }

        private void check(String what, double givenPart, double coveredPart) {
            double mean = sum / runs;
            double error = Math.sqrt((squares / runs - mean * mean) / runs);
            String says = what + ": mean " + mean + " for " + truth + " (" + error + "), given " + given + ", covered "
                    + covered + " of " + runs;
            assertTrue(Math.abs(mean - truth) <= 3 * error + 0.005 * truth, says);
            assertTrue(given >= givenPart * runs, says);
            assertTrue(covered >= coveredPart * given, says);
        }
    }

    @Test
    void estimatesAreUnbiasedAndIntervalsCover() {
        int oneIn = 16;
        double service = 1 / (1 - UTILISATION);
        Trials mean = new Trials(service);
        Trials p50 = new Trials(service * -Math.log(0.5));
        Trials p99 = new Trials(service * -Math.log(0.01));
        Trials throughput = new Trials(1e9 / GAP_NS);
        for (int seed = 1_000; seed < 1_050; seed++) {
            RunAnalysis run = analyze(sampled(60_000, oneIn, new SplittableRandom(seed)));
            LatencySummary latency = run.latency();
            Estimate perS = run.throughputPerS();
            assertNotNull(latency);
            assertNotNull(perS);
            mean.add(latency.mean());
            p50.add(latency.p50());
            p99.add(latency.p99());
            throughput.add(perS);
        }
        mean.check("mean", 0.9, 0.87);
        p50.check("p50", 0.9, 0.87);
        p99.check("p99", 0.7, 0.87);
        throughput.check("throughput", 0.9, 0.87);
    }

    @Test
    void tooFewKeptGiveNoInterval() {
        RunAnalysis run = analyze(sampled(600, 64, new SplittableRandom(1)));
        LatencySummary latency = run.latency();

        assertNotNull(latency);
        assertTrue(run.counts().kept() < 30, () -> run.counts().toString());
        assertNull(latency.p50().lo());
        assertNull(latency.p99().lo());
    }

    @Test
    void weightCountsAsOftenAsCopiesWould() {
        SplittableRandom random = new SplittableRandom(3);
        List<LogDocument> weighted = new ArrayList<>();
        List<LogDocument> copies = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int weight = 1 << random.nextInt(5);
            long latency = 1_000_000 + random.nextLong(9_000_000);
            weighted.add(trace(i, i * 10_000_000L, latency, weight));
            for (int k = 0; k < weight; k++) {
                copies.add(trace(i, i * 10_000_000L, latency, 1));
            }
        }
        RunAnalysis one = analyze(weighted);
        RunAnalysis other = analyze(copies);

        assertEquals(other.counts().ok(), one.counts().ok());
        assertEquals(500, one.counts().kept());
        assertTrue(one.counts().sampled());
        assertFalse(other.counts().sampled());
        assertEquals(bare(other), bare(one));
        assertEquals(value(other.throughputPerS()), value(one.throughputPerS()), 1e-9);
        LatencySummary weightedLatency = one.latency();
        LatencySummary copiedLatency = other.latency();
        assertNotNull(weightedLatency);
        assertNotNull(copiedLatency);
        assertEquals(copiedLatency.mean().value(), weightedLatency.mean().value(), 1e-9);
        assertEquals(copiedLatency.p50().value(), weightedLatency.p50().value());
        assertEquals(copiedLatency.p99().value(), weightedLatency.p99().value());
        assertEquals(other.timeline().size(), one.timeline().size());
    }

    /** What is said of the stages, without intervals: copies of a trace make them a little narrower than its weight does. */
    private static List<String> bare(RunAnalysis run) {
        return run.stages().stream()
                .map(stage -> String.format(
                        Locale.ROOT,
                        "%s %d %.9f %.9f %.9f %.9f %.9f %.5f %.5f %.6f %d %.6f",
                        stage.name(),
                        stage.count(),
                        stage.p50Ms(),
                        stage.p90().value(),
                        stage.p99Ms(),
                        stage.p999().value(),
                        stage.meanMs(),
                        stage.shareOfMean(),
                        stage.shareOfP99(),
                        stage.requests().mean(),
                        stage.requests().max(),
                        stage.requests().busy()))
                .toList();
    }

    private static double value(Estimate estimate) {
        return estimate == null ? Double.NaN : estimate.value();
    }

    @Test
    void contextIsDrawnAndNeverCounted() {
        List<LogDocument> documents = new ArrayList<>(sampled(2_000, 1, new SplittableRandom(4)));
        RunAnalysis without = analyze(documents);
        long farLater = 3_600_000_000_000L;
        documents.add(trace(9_999_999, farLater, farLater, 0));
        RunAnalysis with = analyze(documents);

        assertEquals(1, with.counts().context());
        assertEquals(without.counts().ok(), with.counts().ok());
        assertEquals(without.latency(), with.latency());
        assertEquals(without.throughputPerS(), with.throughputPerS());
        assertEquals(without.stages(), with.stages());
        RunAnalysis alone = analyze(documents.subList(2_000, 2_001));
        assertEquals(0, alone.counts().measured());
        assertNull(alone.latency());
    }

    @Test
    void batchesAreWeightedByTheirMembers() {
        SplittableRandom random = new SplittableRandom(5);
        List<LogDocument> documents = new ArrayList<>();
        long serial = 0;
        for (int batch = 1; batch <= 4_000; batch++) {
            int size = batch % 2 == 0 ? 8 : 1;
            long start = batch * 10_000_000L;
            TraceDocument.Span span = new TraceDocument.Span(0, start, start + size * 1_000_000L, batch);
            List<BatchDocument.Member> members = new ArrayList<>();
            List<LogDocument> kept = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                serial++;
                members.add(new BatchDocument.Member(serial, 1));
                if (random.nextInt(4) == 0) {
                    kept.add(Traces.trace(serial, start, span.endNs(), 4, List.of(span, span)));
                }
            }
            if (!kept.isEmpty()) {
                documents.add(
                        new BatchDocument(batch, start, span.endNs(), false, false, List.of(span), members, List.of()));
                documents.addAll(kept);
            }
        }
        BatchStatistics batches = analyze(documents).batches();

        assertNotNull(batches);
        assertEquals(4_000, batches.count(), 250);
        assertEquals(4.5, batches.meanSize(), 0.2);
        assertEquals(2_000, batches.sizes().get(1), 250);
    }
}
