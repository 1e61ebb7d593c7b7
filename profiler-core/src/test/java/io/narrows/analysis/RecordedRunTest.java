package io.narrows.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.Quantiles;
import io.narrows.log.DropCount;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.ResourceSample;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log holds beside traces: histograms, lanes, pauses, the profiler's own cost. */
class RecordedRunTest {

    private static RunAnalysis analyze(List<LogDocument> documents) {
        return RunAnalyzer.analyze(documents, AnalysisOptions.session(RunSimulation.SESSION));
    }

    private static List<LogDocument> full(int requests) {
        return Recordings.full(
                new RunSimulation(1).requests(requests).ratePerS(120).other(100).documents());
    }

    @Test
    void histogramsTellOfAllRequestsOfTheLog() {
        RunAnalysis run = analyze(full(3_000));
        AllTraces all = run.allTraces();
        LatencySummary latency = run.latency();

        assertNotNull(all);
        assertNotNull(latency);
        assertEquals(3_100, all.count(), "those outside of the session too");
        assertEquals(3_000, run.counts().ok());
        AllTraces.Line kind = all.kinds().get(0);
        assertEquals("infer minilm", kind.name());
        assertEquals(latency.p99().value(), kind.p99Ms(), latency.p99().value() * 0.05);
        assertEquals(latency.maxMs(), kind.maxMs(), 1e-9);
        AllTraces.Line forward = all.stages().get(6);
        assertEquals("forward", forward.name());
        assertEquals(3_000, forward.count());
        assertEquals(run.stages().get(6).p50Ms(), forward.p50Ms(), forward.p50Ms() / 32);
        assertEquals(run.stages().get(6).meanMs(), forward.meanMs(), 1e-9);
    }

    @Test
    void histogramQuantilesAreThoseOfTheTracesToABucket() {
        List<LogDocument> documents = new RunSimulation(4).requests(5_000).documents();
        long[] latencies = Recordings.traces(documents).stream()
                .mapToLong(trace -> trace.endNs() - trace.startNs())
                .sorted()
                .toArray();
        HistogramTable table = new HistogramTable();
        Recordings.histograms(documents).forEach(table::add);
        AllTraces all = table.allTraces(new Names());

        assertNotNull(all);
        AllTraces.Line kind = all.kinds().get(0);
        double[][] pairs = {{0.5, kind.p50Ms()}, {0.9, kind.p90Ms()}, {0.99, kind.p99Ms()}};
        for (double[] pair : pairs) {
            double exact = Quantiles.of(latencies, pair[0]) / 1e6;
            assertEquals(exact, pair[1], exact / 64);
        }
        assertEquals(latencies[4_999] / 1e6, kind.maxMs(), 1e-9);
    }

    @Test
    void runOfHistogramsAloneIsStillExplained() {
        List<LogDocument> documents = Recordings.histogramsOnly(full(6_000));
        RunAnalysis run = analyze(Recordings.overBudget(documents, 5_000_000_000L));

        assertTrue(run.histogramsOnly());
        assertNull(run.latency());
        AllTraces all = run.allTraces();
        assertNotNull(all);
        assertEquals(6_100, all.count());
        assertTrue(run.timeline().size() >= 5, () -> run.timeline().toString());
        assertEquals(
                6_100,
                run.timeline().stream().mapToLong(TimelinePoint::completed).sum(),
                run.timeline().size());
        LaneSummary lanes = run.lanes();
        assertNotNull(lanes);
        assertTrue(lanes.timeline().size() > 20);
        Overhead overhead = run.overhead();
        assertNotNull(overhead);
        assertNotNull(overhead.shareOfMean());
        assertEquals(38.5 * 13 / (all.meanMs() * 1e6), overhead.shareOfMean(), 1e-12);
    }

    @Test
    void budgetStepsAreToldAndBounded() {
        List<LogDocument> documents = full(1_000);
        for (int i = 0; i < 50; i++) {
            documents = Recordings.overBudget(documents, 5_000_000_000L);
        }
        Overhead overhead = analyze(documents).overhead();

        assertNotNull(overhead);
        Overhead.Budget budget = overhead.budget();
        assertNotNull(budget);
        assertEquals(600, budget.steps());
        assertTrue(budget.listed().size() <= 40);
        assertEquals("HISTOGRAMS", budget.worst().level());
        assertEquals(0.01, budget.limit());
    }

    @Test
    void ownCostIsThatOfTheProcessors() {
        Overhead overhead = analyze(full(2_000)).overhead();

        assertNotNull(overhead);
        Overhead.Processor processor = overhead.processor();
        assertNotNull(processor);
        assertEquals(2, processor.processors());
        Double share = processor.shareOfProcessors();
        assertNotNull(share);
        assertEquals((13_000 * 38.5e-9 + 0.02 + 0.03) / 20, share, 1e-9);
        Double ofProcess = processor.shareOfProcess();
        assertNotNull(ofProcess);
        assertEquals((13_000 * 38.5e-9 + 0.05) / 12, ofProcess, 1e-9);
        Long bytes = overhead.logBytes();
        Double perTrace = overhead.bytesPerTrace();
        assertNotNull(bytes);
        assertNotNull(perTrace);
        assertEquals(bytes / 2_100.0, perTrace, 1e-9);
    }

    @Test
    void killedRunKnowsItsCostFromTheLastMeasurement() {
        RunAnalysis run = analyze(Recordings.full(
                new RunSimulation(2).requests(2_000).withoutFooter().documents()));
        Overhead overhead = run.overhead();

        assertFalse(run.run().closedInOrder());
        assertNotNull(overhead);
        assertEquals(38.5, overhead.nsPerEvent());
        assertNotNull(overhead.shareOfMean());
    }

    @Test
    void lanesAreThoseOfTheMeasuredTime() {
        LaneSummary lanes = analyze(full(2_000)).lanes();

        assertNotNull(lanes);
        LaneSummary.Lane delay = lanes.lane("threads.rundelay");
        assertNotNull(delay);
        assertEquals(0.02e9, value(delay.perS()), 1e3);
        LaneSummary.Lane major = lanes.lane("faults.major");
        assertNotNull(major);
        assertEquals(0, value(major.total()), "changes of zero are not written, and are zero all the same");
        LaneSummary.Lane resident = lanes.lane("memory.resident");
        assertNotNull(resident);
        assertEquals(400_000_000, value(resident.max()));
        assertNull(resident.total());
        LaneSummary.Pauses gc = lanes.pauses("GC");
        assertNotNull(gc);
        assertEquals(lanes.seconds() / 2, gc.count(), 1);
        assertEquals(4 * gc.count(), gc.totalMs(), 4);
        assertEquals(4, gc.longestMs(), 1e-9);
        assertEquals(
                List.of(new LaneSummary.Unavailable("pressure.cpu.some", "not available here: no PSI")),
                lanes.unavailable());
        LaneSummary.Pauses safepoints = lanes.pauses("SAFEPOINT");
        assertNotNull(safepoints);
        assertEquals(0, safepoints.count());
        assertNull(lanes.pauses("JIT"), "its lane is not in the log");
        assertNull(lanes.lane("pause.gc"));
    }

    private static double value(Double value) {
        return value == null ? Double.NaN : value;
    }

    @Test
    void hoursOfSamplesBecomeSomeHundredPoints() {
        LaneRecorder recorder = new LaneRecorder();
        long hours = 2 * 3_600 * 1_000_000_000L;
        for (LogDocument document : Recordings.lanes(0, hours, 100_000_000L)) {
            if (document instanceof ResourceSample sample) {
                recorder.add(sample);
            } else if (document instanceof LaneTable table) {
                recorder.add(table);
            }
        }
        LaneSummary lanes = recorder.summary(0, hours);

        assertNotNull(lanes);
        assertTrue(lanes.timeline().size() <= 240, () -> "" + lanes.timeline().size());
        assertTrue(lanes.timeline().size() > 100, () -> "" + lanes.timeline().size());
        LaneSummary.Lane delay = lanes.lane("threads.rundelay");
        assertNotNull(delay);
        assertEquals(hours / 50.0, value(delay.total()), hours / 50.0 / 1_000);
        for (LaneSummary.LanePoint point : lanes.timeline()) {
            assertEquals(1.0, value(point.processCpus()), 0.6);
        }
    }

    @Test
    void logWhoseBeginningWasRemovedIsStillExplained() {
        List<LogDocument> documents = full(3_000);
        List<LogDocument> rest = new ArrayList<>(documents.subList(0, 2));
        long half = 5_000_000_000L + 12_000_000_000L;
        for (LogDocument document : documents.subList(2, documents.size())) {
            boolean early = document instanceof TraceDocument trace && trace.endNs() < half;
            if (!early && !(document instanceof DropCount)) {
                rest.add(document);
            }
        }
        rest.add(new DropCount(half, 0, 0, 0, 0, 0, 3, 200_000_000, 0));
        RunAnalysis run = analyze(rest);

        assertNotNull(run.latency());
        assertEquals(3, run.losses().removedFiles());
        assertEquals(200_000_000, run.losses().removedBytes());
        assertFalse(run.losses().any(), "it is the limit on disk, not a loss");
        assertTrue(run.counts().ok() > 500 && run.counts().ok() < 2_500);
        assertTrue(run.stages().size() == 10);
    }
}
