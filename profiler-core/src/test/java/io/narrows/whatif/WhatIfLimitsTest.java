package io.narrows.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Runs about which a replay must not speak, or only with less certainty, though it gives them back unchanged. */
class WhatIfLimitsTest {

    private static QueueSimulation oneWorker() {
        return new QueueSimulation(7).requests(12_000).ratePerS(133).work(1, 5);
    }

    private static TraceDocument trace(int number, long start, long end, List<Span> spans) {
        return new TraceDocument(
                number + 1L,
                1,
                number + 1L,
                0,
                start,
                end,
                TraceDocument.Outcome.OK,
                "",
                false,
                1,
                false,
                spans,
                List.of(),
                0,
                TraceDocument.Kept.SAMPLED);
    }

    /** The same requests with other spans. */
    private static List<LogDocument> with(List<LogDocument> documents, Function<List<Span>, List<Span>> change) {
        List<LogDocument> changed = new ArrayList<>();
        for (LogDocument document : documents) {
            changed.add(
                    document instanceof TraceDocument t
                            ? trace((int) t.serial() - 1, t.startNs(), t.endNs(), change.apply(t.spans()))
                            : document);
        }
        return changed;
    }

    private static List<LogDocument> without(List<LogDocument> documents, int... stages) {
        List<Integer> gone = Arrays.stream(stages).boxed().toList();
        return with(documents, spans -> spans.stream()
                .filter(span -> !gone.contains(span.stage()))
                .toList());
    }

    /** One worker that serves two queues, first in, first out over both. */
    private static List<LogDocument> twoQueuesOneWorker() {
        List<LogDocument> documents = new ArrayList<>();
        documents.add(new RunHeader(1, "simulated", 1, 0, 1_000_000_000L, Map.of()));
        documents.add(new StageTable(
                List.of(
                        new StageTable.StageEntry("queue.small", "SERVING"),
                        new StageTable.StageEntry("queue.large", "SERVING"),
                        new StageTable.StageEntry("small", "COMPUTE"),
                        new StageTable.StageEntry("large", "COMPUTE")),
                List.of(),
                List.of("infer")));
        SplittableRandom random = new SplittableRandom(3);
        double at = 1e9;
        long free = 0;
        for (int i = 0; i < 6_000; i++) {
            at += -Math.log(1 - random.nextDouble()) * 8e6;
            int large = random.nextInt(2);
            long arrival = (long) at;
            long start = Math.max(arrival, free);
            free = start + (large == 1 ? 8_000_000 : 4_000_000);
            documents.add(trace(
                    i,
                    arrival,
                    free,
                    List.of(new Span(large, arrival, start, 0), new Span(2 + large, start, free, 0))));
        }
        return documents;
    }

    @Test
    void waitsThatTheWorkersDoNotExplainAreNotPlayedBack() {
        WhatIf shared = WhatIfTest.whatIf(twoQueuesOneWorker());
        WhatIf four = WhatIfTest.whatIf(
                oneWorker().environment(Map.of("station.queue.workers", "4")).documents());

        assertTrue(
                shared.reason().matches("the waits at 'queue\\.(small|large)' are not explained by its 1 worker"),
                shared::reason);
        assertEquals("the waits at 'queue' are not explained by its 4 workers", four.reason());
    }

    @Test
    void idleWorkersThatLetRequestsWaitAreSaid() {
        // A tenth of the requests finds nobody before and yet waits 2 ms: too little to refuse, but most of the
        // waiting.
        List<LogDocument> documents = with(
                new QueueSimulation(5).requests(4_000).ratePerS(4).work(1, 5).documents(), spans -> spans);
        List<LogDocument> late = new ArrayList<>();
        for (LogDocument document : documents) {
            late.add(
                    document instanceof TraceDocument t && t.serial() % 10 == 0
                            ? trace((int) t.serial() - 1, t.startNs(), t.endNs() + 2_000_000, delayed(t.spans()))
                            : document);
        }
        WhatIf whatIf = WhatIfTest.whatIf(late);

        assertTrue(whatIf.predicts(), whatIf::reason);
        String caution = whatIf.predict(new Change.Faster("forward", 20)).caution();
        assertTrue(
                caution.matches("\\d+ % of those who waited at 'queue' did so while a worker was idle; .*"),
                () -> caution);
    }

    private static List<Span> delayed(List<Span> spans) {
        return spans.stream()
                .map(span -> new Span(
                        span.stage(),
                        span.startNs() + (span.stage() > QueueSimulation.QUEUE ? 2_000_000 : 0),
                        span.endNs() + (span.stage() >= QueueSimulation.QUEUE ? 2_000_000 : 0),
                        span.batchSerial()))
                .toList();
    }

    @Test
    void withoutAStationNobodyKnowsWhatMoreRequestsWouldWaitFor() {
        WhatIf whatIf = WhatIfTest.whatIf(without(oneWorker().documents(), QueueSimulation.QUEUE));

        assertTrue(whatIf.predicts(), whatIf::reason);
        assertRefused(
                "no stage with 'queue' or 'wait' in its name has stages behind it, so who waits for whom is not known:"
                        + " what another rate or queue gives cannot be said",
                whatIf,
                new Change.Rate(50));
        assertEquals(
                "no stage with 'queue' or 'wait' in its name has stages behind it, so who waits for whom is not known;"
                        + " what waiting there is stays as it was",
                whatIf.predict(new Change.Faster("forward", 20)).caution());
    }

    @Test
    void timeInNoStageMayBeWaiting() {
        WhatIf whatIf = WhatIfTest.whatIf(
                without(oneWorker().ratePerS(20).documents(), QueueSimulation.READ, QueueSimulation.WRITE));

        assertTrue(whatIf.predicts(), whatIf::reason);
        String gaps = "7 % of the latency lies in no stage and may be waiting";
        for (Change change : List.of(new Change.Rate(50), new Change.Workers("queue", 2))) {
            assertRefused(gaps + ": what another rate or queue gives cannot be said", whatIf, change);
        }
        assertEquals(
                gaps + "; what waiting there is stays as it was",
                whatIf.predict(new Change.Faster("forward", 20)).caution());
    }

    @Test
    void moreThanCanBeServedHasNoInterval() {
        WhatIf whatIf = WhatIfTest.whatIf(oneWorker().documents());
        Prediction much = whatIf.predict(new Change.Rate(40));
        Prediction some = whatIf.predict(new Change.Rate(10));

        assertNull(much.p99().after().lo(), much::toString);
        assertNull(much.throughput().changePercent().hi(), much::toString);
        assertTrue(
                much.caution().matches("'queue' gets more than it can serve \\(11\\d % of its workers' time\\), .*"),
                much::caution);
        assertNotNull(some.p99().after().lo(), some::toString);
        assertEquals("", some.caution());
    }

    @Test
    void aLongerMemoryAfterTheChangeLeavesFewerBlocks() {
        ModelRecorder recorder = new ModelRecorder(AnalysisOptions.allTraces());
        oneWorker().ratePerS(100).documents().forEach(recorder::accept);
        Prepared prepared = new Prepared(recorder.finish());
        assertTrue(blocksWith(prepared, new Change.Rate(40)) < prepared.blocks);
        assertEquals(prepared.blocks, blocksWith(prepared, new Change.Rate(-30)));
    }

    private static int blocksWith(Prepared prepared, Change change) {
        Variation variation = prepared.variation(List.of(change));
        return prepared.blocksWith(prepared.replay(variation).latencies(), variation);
    }

    @Test
    void lostAndGivenUpTracesAreMissingInTheQueues() {
        List<LogDocument> documents = new ArrayList<>(oneWorker().documents());
        documents.add(new DropCount(1, 0, 100, 0, 0, 0, 0, 0, 0));
        assertTrue(WhatIfTest.whatIf(documents).predicts());
        documents.add(new DropCount(2, 0, 120, 180, 0, 0, 0, 0, 0));
        assertEquals(
                "2.5 % of the traces or their records were lost or given up, and queues cannot be replayed without them",
                WhatIfTest.whatIf(documents).reason());
        List<LogDocument> records = new ArrayList<>(oneWorker().documents());
        records.add(new DropCount(1, 1_000, 0, 0, 0, 0, 0, 0, 0));
        assertEquals(
                "1.2 % of the traces or their records were lost or given up, and queues cannot be replayed without them",
                WhatIfTest.whatIf(records).reason());
    }

    private static void assertRefused(String message, WhatIf whatIf, Change change) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> whatIf.predict(change))
                        .getMessage());
    }
}
