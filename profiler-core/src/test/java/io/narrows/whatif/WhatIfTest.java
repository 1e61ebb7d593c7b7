package io.narrows.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Predictions against a second simulation with the change made, with the same arrivals and work. */
class WhatIfTest {

    static WhatIf whatIf(List<LogDocument> documents) {
        ModelRecorder recorder = new ModelRecorder(AnalysisOptions.allTraces());
        documents.forEach(recorder::accept);
        return WhatIf.of(recorder.finish());
    }

    private static QueueSimulation oneWorker() {
        return new QueueSimulation(7).requests(12_000).ratePerS(133).work(1, 5);
    }

    private static QueueSimulation threeWorkers() {
        return oneWorker().workers(3).ratePerS(350);
    }

    private static QueueSimulation batches() {
        return new QueueSimulation(9)
                .requests(12_000)
                .ratePerS(280)
                .work(0.5, 8)
                .constant()
                .batches(4, 0, 1);
    }

    private static QueueSimulation windows(double waitMs) {
        return new QueueSimulation(9)
                .requests(20_000)
                .ratePerS(200)
                .work(0.5, 8)
                .batches(8, waitMs, 1);
    }

    /** What is predicted holds the truth in its interval, and the interval is no excuse. */
    private static void assertPredicts(QueueSimulation recorded, QueueSimulation changed, Change... changes) {
        WhatIf whatIf = whatIf(recorded.documents());
        assertTrue(whatIf.predicts(), whatIf::reason);
        Prediction prediction = whatIf.predict(changes);
        long[] truth = changed.latencies();
        Arrays.sort(truth);
        assertHolds("p50", prediction.p50(), truth[truth.length / 2] / 1e6);
        assertHolds("p99", prediction.p99(), truth[(int) (truth.length * 0.99)] / 1e6);
        assertHolds("mean", prediction.mean(), Arrays.stream(truth).average().orElseThrow() / 1e6);
    }

    private static void assertHolds(String name, Quantity quantity, double truth) {
        double lo = Objects.requireNonNull(quantity.after().lo());
        double hi = Objects.requireNonNull(quantity.after().hi());
        assertTrue(lo <= truth && truth <= hi, () -> name + ": " + truth + " is not in " + quantity);
        assertEquals(truth, quantity.after().value(), 0.08 * truth, () -> name + ": " + quantity);
    }

    @Test
    void anUnchangedReplayIsTheRun() {
        WhatIf whatIf = whatIf(threeWorkers().documents());

        assertEquals(
                whatIf.baseline().observed().p99Ms(),
                whatIf.baseline().replayed().p99Ms(),
                1e-6);
        Prediction same = whatIf.predict(new Change.Rate(0));
        assertEquals(whatIf.baseline().observed().p99Ms(), same.p99().after().value(), 1e-6);
        assertEquals(0, same.p50().changePercent().value(), 1e-9);
    }

    @Test
    void aFasterStageAlsoShortensTheWaitForIt() {
        assertPredicts(oneWorker(), oneWorker().work(1, 4), new Change.Faster("forward", 20));
    }

    @Test
    void aSlowerStageLengthensIt() {
        assertPredicts(oneWorker(), oneWorker().work(1, 5.5), new Change.Faster("forward", -10));
    }

    @Test
    void anotherWorker() {
        assertPredicts(threeWorkers(), threeWorkers().workers(4), new Change.Workers("queue", 4));
    }

    @Test
    void oneWorkerFewer() {
        assertPredicts(
                threeWorkers().ratePerS(240), threeWorkers().ratePerS(240).workers(2), new Change.Workers("", 2));
    }

    @Test
    void moreRequests() {
        assertPredicts(threeWorkers(), threeWorkers().ratePerS(350 * 1.15), new Change.Rate(15));
    }

    @Test
    void severalChangesTogether() {
        assertPredicts(
                oneWorker(),
                oneWorker().ratePerS(133 * 1.8).workers(2).work(1, 4.5),
                new Change.Rate(80),
                new Change.Workers("", 2),
                new Change.Faster("forward", 10));
    }

    @Test
    void largerBatchesUpToASizeThatWasNeverSeen() {
        Prediction prediction = whatIf(batches().documents()).predict(new Change.MaxBatch("", 5));

        assertPredicts(batches(), batches().batches(5, 0, 1), new Change.MaxBatch("", 5));
        assertTrue(
                prediction.caution().contains("batches of more than 4 were never seen at 'queue'"),
                prediction::caution);
    }

    @Test
    void aWindowForBatchesIsFoundAndChanged() {
        Station station = whatIf(windows(5).documents()).baseline().stations().get(0);
        assertTrue(station.batching());
        assertEquals(8, station.maxBatch());
        assertEquals(5, station.maxWaitNs() / 1e6, 0.1);

        assertPredicts(windows(5), windows(8), new Change.MaxWait("", 8_000_000));
        assertPredicts(windows(5), windows(0), new Change.MaxWait("", 0));
    }

    @Test
    void stationsAreFound() {
        Station one = whatIf(threeWorkers().documents()).baseline().stations().get(0);

        assertEquals("queue", one.name());
        assertEquals(3, one.workers());
        assertEquals(List.of("prepare", "forward"), one.stages());
        assertFalse(one.stated());
        assertFalse(one.batching());
        assertEquals(0.7, one.utilisation(), 0.02);
    }

    @Test
    void whatTheServiceStatesCounts() {
        QueueSimulation stated = threeWorkers().environment(Map.of("station.queue.workers", "3"));
        Station one = whatIf(stated.documents()).baseline().stations().get(0);

        assertTrue(one.stated());
        assertEquals(3, one.workers());
        // And where it is wrong, the waits show it.
        WhatIf wrong = whatIf(
                threeWorkers().environment(Map.of("station.queue.workers", "4")).documents());
        assertFalse(wrong.predicts());
        assertEquals("the waits at 'queue' are not explained by its 4 workers", wrong.reason());
    }

    @Test
    void aCacheSavesTheWorkOfInputsThatRepeat() {
        // 2,000 of 12,000 requests are the first with their input, so about 83 % are hits: nearly nobody waits.
        WhatIf whatIf = whatIf(oneWorker().inputs(2_000).documents());
        Prediction unbounded = whatIf.predict(new Change.Cache(0));
        Prediction small = whatIf.predict(new Change.Cache(200));
        Prediction stated = whatIf.predict(new Change.CacheHits(0.1));

        assertTrue(unbounded.p50().after().value() < 1, () -> unbounded.p50().toString());
        // Of 200 entries of 2,000 equally frequent inputs a tenth of the requests find theirs.
        assertEquals(
                stated.mean().after().value(),
                small.mean().after().value(),
                0.12 * stated.mean().after().value());
        assertTrue(small.mean().after().value() > unbounded.mean().after().value());
        assertTrue(small.mean().changePercent().value() < 0);
    }

    @Test
    void aCacheThatFillsAllAlongHasAnInterval() {
        Prediction filling = whatIf(oneWorker().inputs(6_000).documents()).predict(new Change.Cache(0));

        assertNotNull(filling.p50().after().lo(), filling::toString);
        assertNotNull(filling.p99().after().hi(), filling::toString);
    }

    @Test
    void equalInputsAtOneTimeAreComputedOnce() {
        WhatIf whatIf = whatIf(oneWorker().inputs(10).documents());

        Prediction prediction = whatIf.predict(new Change.Coalesce());

        assertTrue(prediction.mean().changePercent().value() < -20, prediction::toString);
        assertEquals(0, prediction.throughput().changePercent().value(), 0.1);
    }

    @Test
    void whoWaitedForAnEqualRequestTookNobodysPlace() {
        List<LogDocument> alone = oneWorker().documents();
        List<LogDocument> documents = new ArrayList<>();
        for (LogDocument document : alone) {
            if (document instanceof StageTable table) {
                List<StageTable.StageEntry> stages = new ArrayList<>(table.stages());
                stages.add(new StageTable.StageEntry("coalesce.wait", "SERVING"));
                documents.add(new StageTable(stages, table.attributes(), table.kinds()));
            } else {
                documents.add(document);
            }
            if (document instanceof TraceDocument trace && trace.serial() % 2 == 0) {
                documents.add(equal(trace, 5));
            }
        }
        WhatIf whatIf = whatIf(documents);

        assertTrue(whatIf.predicts(), whatIf::reason);
        assertEquals(18_000, whatIf.baseline().requests());
        assertEquals(
                whatIf(alone).baseline().stations().stream()
                        .map(Station::utilisation)
                        .toList(),
                whatIf.baseline().stations().stream().map(Station::utilisation).toList());
        assertTrue(whatIf.predict(new Change.Faster("forward", 20))
                        .mean()
                        .changePercent()
                        .value()
                < -20);
    }

    /** Arrived with a request, waited until that was computed, and was answered when it was. */
    private static TraceDocument equal(TraceDocument to, int waiting) {
        long readNs = to.spans().get(0).endNs();
        long computedNs = to.spans().get(QueueSimulation.FORWARD).endNs();
        return new TraceDocument(
                to.serial() + 1_000_000,
                to.traceIdHigh(),
                to.traceIdLow() + 1_000_000,
                to.kind(),
                to.startNs(),
                to.endNs(),
                to.outcome(),
                "",
                false,
                1,
                false,
                List.of(
                        new TraceDocument.Span(QueueSimulation.READ, to.startNs(), readNs, 0),
                        new TraceDocument.Span(waiting, readNs, computedNs, 0),
                        new TraceDocument.Span(QueueSimulation.WRITE, computedNs, to.endNs(), 0)),
                List.of(),
                0,
                to.kept());
    }

    @Test
    void failedRequestsTakeTheirPlaceInTheQueue() {
        WhatIf whatIf = whatIf(oneWorker().failedPart(0.3).documents());

        assertTrue(whatIf.predicts(), whatIf::reason);
        assertEquals(0.7, whatIf.baseline().requests() / 12_000.0, 0.02);
        assertEquals(0.8, whatIf.baseline().stations().get(0).utilisation(), 0.02);
    }

    @Test
    void saysWhyItCannotPredict() {
        assertEquals(
                "the log holds only a sample of the requests, and queues cannot be replayed from a sample",
                whatIf(oneWorker().weight(2).documents()).reason());
        assertEquals(
                "the log holds 150 requests that ended well, and a replay needs at least 200",
                whatIf(oneWorker().requests(150).documents()).reason());
        assertTrue(whatIf(oneWorker().lastFirst().documents()).reason().contains("first in, first out only"));
        assertTrue(whatIf(oneWorker().ratePerS(260).documents()).reason().startsWith("the load drifts: the median"));
        assertFalse(whatIf(List.of()).predicts());
        WhatIf sampled = whatIf(oneWorker().weight(2).documents());
        assertThrows(IllegalStateException.class, () -> sampled.predict(new Change.Rate(10)));
    }

    @Test
    void saysWhatThereIsWhereAChangeNamesSomethingElse() {
        WhatIf whatIf = whatIf(oneWorker().documents());

        assertRefused(
                "stage 'foward' is not in this run; its stages are forward, prepare, read, write",
                whatIf,
                new Change.Faster("foward", 20));
        assertRefused(
                "stage 'queue' is one in which requests wait; what can be faster is what they wait for",
                whatIf,
                new Change.Faster("queue", 20));
        assertRefused("station 'pool' is not in this run; there is queue", whatIf, new Change.Workers("pool", 2));
        assertRefused(
                "this run has no batching station: no stage with 'queue' or 'wait' in its name has batches behind it",
                whatIf,
                new Change.MaxBatch("", 2));
        assertRefused(
                "no request has the attribute 'input.hash', so which inputs repeat is not known",
                whatIf,
                new Change.Cache(10));
    }

    private static void assertRefused(String message, WhatIf whatIf, Change change) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> whatIf.predict(change))
                        .getMessage());
    }

    @Test
    void theSameLogGivesTheSameAnswer() {
        Change[] changes = {new Change.Faster("forward", 15), new Change.MaxBatch("", 6)};

        assertEquals(
                whatIf(windows(3).documents()).predict(changes).toString(),
                whatIf(windows(3).documents()).predict(changes).toString());
    }
}
