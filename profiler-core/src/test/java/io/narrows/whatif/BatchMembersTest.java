package io.narrows.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of batches that leave early or have stages of their own, and requests that never come to a model. */
class BatchMembersTest {

    private static final long EARLY_NS = 2_000_000;

    private static QueueSimulation batches(double prepareMs) {
        return new QueueSimulation(9)
                .requests(8_000)
                .ratePerS(200)
                .work(prepareMs, 4)
                .constant()
                .batches(4, 0, 1);
    }

    private static TraceDocument with(TraceDocument trace, long serial, long endNs, List<Span> spans) {
        return new TraceDocument(
                serial,
                trace.traceIdHigh(),
                serial,
                trace.kind(),
                trace.startNs(),
                endNs,
                trace.outcome(),
                trace.failure(),
                trace.marked(),
                trace.weight(),
                trace.recovered(),
                spans,
                trace.attributes(),
                trace.parentSpanId(),
                trace.kept());
    }

    @Test
    void aStageBesideThoseOfTheBatchGetsFasterToo() {
        List<LogDocument> documents = new ArrayList<>();
        for (LogDocument document : batches(4).documents()) {
            documents.add(
                    document instanceof TraceDocument t
                            ? with(t, t.serial(), t.endNs(), prepareAlone(t.spans()))
                            : document);
        }
        long[] truth = batches(2).latencies();

        WhatIf whatIf = WhatIfTest.whatIf(documents);

        assertTrue(whatIf.predicts(), whatIf::reason);
        assertTrue(whatIf.baseline().stations().get(0).batching());
        double mean = Arrays.stream(truth).average().orElseThrow() / 1e6;
        assertEquals(
                mean,
                whatIf.predict(new Change.Faster("prepare", 50)).mean().after().value(),
                0.03 * mean);
    }

    private static List<Span> prepareAlone(List<Span> spans) {
        return spans.stream()
                .map(span -> span.stage() == QueueSimulation.PREPARE
                        ? new Span(span.stage(), span.startNs(), span.endNs(), 0)
                        : span)
                .toList();
    }

    @Test
    void whoLeavesABatchEarlyIsNotLate() {
        List<LogDocument> documents = new ArrayList<>();
        for (LogDocument document : batches(1).documents()) {
            documents.add(
                    document instanceof TraceDocument t && t.serial() % 2 == 0
                            ? with(t, t.serial(), t.endNs() - EARLY_NS, early(t.spans()))
                            : document);
        }

        Baseline baseline = WhatIfTest.whatIf(documents).baseline();

        assertEquals(baseline.observed().p50Ms(), baseline.replayed().p50Ms(), 1e-6);
        assertEquals(baseline.observed().p99Ms(), baseline.replayed().p99Ms(), 1e-6);
    }

    private static List<Span> early(List<Span> spans) {
        return spans.stream()
                .map(span -> new Span(
                        span.stage(),
                        span.startNs() - (span.stage() > QueueSimulation.FORWARD ? EARLY_NS : 0),
                        span.endNs() - (span.stage() >= QueueSimulation.FORWARD ? EARLY_NS : 0),
                        span.batchSerial()))
                .toList();
    }

    @Test
    void aCacheThatIsThereCountsInTheRatio() {
        List<LogDocument> documents = new ArrayList<>();
        for (LogDocument document :
                new QueueSimulation(7).requests(6_000).ratePerS(130).work(1, 5).documents()) {
            documents.add(document);
            if (document instanceof TraceDocument t) { // as many that hit
                long end = t.startNs() + 500_000;
                documents.add(with(
                        t, t.serial() + 100_000, end, List.of(new Span(QueueSimulation.READ, t.startNs(), end, 0))));
            }
        }
        WhatIf whatIf = WhatIfTest.whatIf(documents);

        assertTrue(whatIf.predicts(), whatIf::reason);
        assertEquals(
                0,
                whatIf.predict(new Change.CacheHits(0.4)).mean().changePercent().value(),
                1e-9);
        assertEquals(
                0,
                whatIf.predict(new Change.CacheHits(0.5)).mean().changePercent().value(),
                1e-9);
        assertTrue(
                whatIf.predict(new Change.CacheHits(0.75)).p99().changePercent().value() < -30);
    }
}
