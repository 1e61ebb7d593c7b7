package io.narrows.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.SortedSample;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunAnalyzerTest {

    private static RunAnalysis analyze(RunSimulation simulation) {
        return RunAnalyzer.analyze(simulation.documents(), AnalysisOptions.session(RunSimulation.SESSION));
    }

    @Test
    void sharesAndUnaccountedAddUpToTheWhole() {
        RunAnalysis analysis = analyze(new RunSimulation(1));

        Unaccounted unaccounted = analysis.unaccounted();
        LatencySummary latency = analysis.latency();
        assertNotNull(unaccounted);
        assertNotNull(latency);
        double mean = analysis.stages().stream()
                .mapToDouble(StageStatistics::shareOfMean)
                .sum();
        double p99 = analysis.stages().stream()
                .mapToDouble(StageStatistics::shareOfP99)
                .sum();
        double ms =
                analysis.stages().stream().mapToDouble(StageStatistics::meanMs).sum();
        assertEquals(1, mean + unaccounted.shareOfMean(), 1e-9);
        assertEquals(1, p99 + unaccounted.shareOfP99(), 1e-9);
        assertEquals(latency.mean().value(), ms + unaccounted.meanMs(), 1e-9);
        assertEquals(0.02, unaccounted.meanMs(), 0.002);
    }

    @Test
    void statisticsAreThoseOfTheDocuments() {
        List<LogDocument> documents = new RunSimulation(2).requests(500).documents();
        RunAnalysis analysis = RunAnalyzer.analyze(documents, AnalysisOptions.allTraces());

        List<TraceDocument> traces = documents.stream()
                .filter(TraceDocument.class::isInstance)
                .map(TraceDocument.class::cast)
                .toList();
        long[] latencies = traces.stream()
                .mapToLong(trace -> trace.endNs() - trace.startNs())
                .sorted()
                .toArray();
        LatencySummary latency = analysis.latency();
        assertNotNull(latency);
        assertEquals(latencies[249] / 1e6, latency.p50().value(), 1e-9);
        assertEquals(latencies[494] / 1e6, latency.p99().value(), 1e-9);
        assertEquals(latencies[499] / 1e6, latency.maxMs(), 1e-9);
        StageStatistics tokenize = analysis.stages().get(3);
        assertEquals("tokenize", tokenize.name());
        assertEquals("DATA", tokenize.segment());
        assertEquals(500, tokenize.count());
        assertFalse(tokenize.inBatch());
        assertTrue(analysis.stages().get(6).inBatch());
        BatchStatistics batches = analysis.batches();
        assertNotNull(batches);
        long members = batches.sizes().entrySet().stream()
                .mapToLong(size -> size.getKey() * size.getValue())
                .sum();
        assertEquals(500, members);
        assertNotNull(batches.padding());
    }

    @Test
    void stagesComeInTheOrderOfARequest() {
        assertEquals(
                List.of(
                        "http.read",
                        "decode",
                        "validate",
                        "tokenize",
                        "queue",
                        "batch.assemble",
                        "forward",
                        "postprocess",
                        "encode",
                        "http.write"),
                analyze(new RunSimulation(3)).stages().stream()
                        .map(StageStatistics::name)
                        .toList());
    }

    @Test
    void onlyTheSessionIsMeasured() {
        RunAnalysis analysis = analyze(
                new RunSimulation(4).requests(300).other(40).abandoned(2).failedPart(0.1));

        assertEquals(40, analysis.counts().other());
        assertEquals(2, analysis.counts().abandoned());
        assertEquals(302, analysis.counts().measured());
        assertTrue(analysis.counts().failed() > 10);
        assertEquals(analysis.counts().failed(), analysis.failures().get(0).count());
    }

    @Test
    void sessionWithoutTracesIsSaid() {
        RunAnalysis analysis =
                RunAnalyzer.analyze(new RunSimulation(4).requests(10).documents(), AnalysisOptions.session(99));

        assertEquals(0, analysis.counts().measured());
        assertNull(analysis.latency());
        assertEquals(List.of("none of the 10 traces in the log belongs to the load session"), analysis.warnings());
    }

    @Test
    void overheadComesFromTheFooter() {
        RunAnalysis analysis = analyze(new RunSimulation(8));
        Overhead overhead = analysis.overhead();
        LatencySummary latency = analysis.latency();

        assertNotNull(overhead);
        assertNotNull(latency);
        assertEquals(13, overhead.eventsPerTrace(), 1e-9);
        assertEquals(38.5 * 13 / (latency.mean().value() * 1e6), overhead.shareOfMean(), 1e-12);
        assertTrue(analysis.run().closedInOrder());
        RunAnalysis killed = analyze(new RunSimulation(8).withoutFooter());
        assertNull(killed.overhead());
        assertFalse(killed.run().closedInOrder());
    }

    @Test
    void degenerateLogsAreAnalysed() {
        RunAnalysis empty = RunAnalyzer.analyze(List.of(), AnalysisOptions.allTraces());
        assertNull(empty.latency());
        assertEquals(0, empty.counts().measured());
        assertEquals(1, empty.warnings().size());

        RunAnalysis one = analyze(new RunSimulation(9).requests(1));
        assertNotNull(one.latency());
        assertNull(one.latency().p50().lo());
        assertNull(one.latency().mean().lo());
        assertNotNull(one.throughputPerS());
        assertNull(one.throughputPerS().lo());
        assertEquals(1, one.waterfalls().size());

        RunAnalysis failed = analyze(new RunSimulation(9).requests(5).failedPart(1));
        assertNull(failed.latency());
        assertEquals(5, failed.counts().failed());

        RunAnalysis abandoned = analyze(new RunSimulation(9).requests(0).abandoned(3));
        assertNull(abandoned.latency());
        assertEquals(3, abandoned.counts().abandoned());
    }

    @Test
    void unknownIdsKeepTheirNumber() {
        List<LogDocument> documents =
                new ArrayList<>(new RunSimulation(10).requests(50).documents());
        documents.remove(1);

        assertEquals(
                "stage 0",
                RunAnalyzer.analyze(documents, AnalysisOptions.allTraces())
                        .stages()
                        .get(0)
                        .name());
    }

    @Test
    void sameDocumentsGiveTheSameResult() {
        assertEquals(analyze(new RunSimulation(11)), analyze(new RunSimulation(11)));
    }

    @Test
    void waterfallsCoverTheirRequestWithoutHoles() {
        for (Waterfall waterfall :
                analyze(new RunSimulation(12).gapNs(1_000_000)).waterfalls()) {
            double covered = waterfall.bars().stream()
                    .mapToDouble(Waterfall.Bar::durationMs)
                    .sum();
            assertEquals(waterfall.latencyMs(), covered, waterfall.latencyMs() * 0.01);
            assertTrue(waterfall.bars().stream().anyMatch(bar -> bar.batchSize() > 0));
        }
    }

    @Test
    void throughputIsThatOfTheWholeRun() {
        RunAnalysis analysis = analyze(new RunSimulation(14).ratePerS(90).failedPart(0.3));
        Estimate throughput = analysis.throughputPerS();

        assertNotNull(throughput);
        assertEquals(analysis.counts().ok() / analysis.run().durationS(), throughput.value(), 1e-6);
        assertNotNull(throughput.lo());
        assertNotNull(throughput.hi());
        assertTrue(throughput.lo() < 63 && 63 < throughput.hi(), throughput::toString);
    }

    @Test
    void tailBandIsTheSlowestPercent() {
        TailBand small = analyze(new RunSimulation(13).requests(100)).tail();
        TailBand large = analyze(new RunSimulation(13).requests(5_000)).tail();

        assertNotNull(small);
        assertNotNull(large);
        assertEquals(10, small.traces());
        assertEquals(981, TailBand.floorNs(upTo(1_000, null)));
        assertEquals(1, TailBand.floorNs(upTo(1, null)));
        assertEquals(50, large.traces());
        assertEquals(0.01, large.partOfTraces(), 1e-9);
    }

    @Test
    void tailBandOfSampledTracesNeedsEnoughOfThem() {
        double[] weights = new double[1_000];
        Arrays.fill(weights, 64);
        assertEquals(981, TailBand.floorNs(upTo(1_000, weights)));
        Arrays.fill(weights, 500, 1_000, 1);
        assertEquals(676, TailBand.floorNs(upTo(1_000, weights)), "325 of 32,500 requests");
    }

    private static SortedSample upTo(int n, double[] weights) {
        return SortedSample.of(LongStream.rangeClosed(1, n).toArray(), weights);
    }
}
