package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From handles to documents, with a log in memory. */
class DrainerTest {
    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    private TestRun open(int bufferBytes) {
        return new TestRun(
                directory,
                TestRun.config(directory)
                        .bufferBytes(bufferBytes)
                        .clock(clock)
                        .breakdowns(true)
                        .build());
    }

    @Test
    void aTraceInABatchBecomesOneTimeline() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            Attribute tokens = run.profiler.attribute("tokens", "");
            long start = clock.nanoTime();
            Trace trace = run.profiler.begin(run.kind, start, 7, 9);
            trace.enter(run.read);
            clock.advance(10);
            trace.enter(run.queue);
            trace.attribute(tokens, 11);
            trace.attribute(tokens, 12);
            Batch batch = run.profiler.beginBatch();
            clock.advance(5);
            batch.add(trace, 12);
            clock.advance(5);
            batch.enter(run.forward);
            clock.advance(100);
            batch.attribute(tokens, 12);
            batch.end();
            clock.advance(3);
            trace.enter(run.encode);
            clock.advance(20);
            trace.end();
            Breakdown breakdown = trace.breakdown();
            TraceDocument document = run.sink.await(TraceDocument.class, 1).get(0);
            assertEquals(
                    List.of(
                            new TraceDocument.Span(0, start, start + 10, 0),
                            new TraceDocument.Span(1, start + 10, start + 20, 0),
                            new TraceDocument.Span(2, start + 20, start + 120, batch.serial()),
                            new TraceDocument.Span(3, start + 123, start + 143, 0)),
                    document.spans());
            assertEquals(List.of(new TraceDocument.AttributeValue(0, 12)), document.attributes());
            assertEquals(7, document.traceIdHigh());
            assertEquals(9, document.traceIdLow());
            assertEquals("00000000000000070000000000000009", trace.traceId());
            assertEquals(Outcome.OK, document.outcome());
            assertEquals(
                    new Breakdown(
                            List.of(
                                    new Breakdown.StageTime("read", Segment.SERVING, 10),
                                    new Breakdown.StageTime("queue", Segment.SERVING, 10),
                                    new Breakdown.StageTime("forward", Segment.COMPUTE, 100),
                                    new Breakdown.StageTime("encode", Segment.SERVING, 20)),
                            3,
                            143),
                    breakdown);
            BatchDocument batchDocument = run.sink.all(BatchDocument.class).get(0);
            assertEquals(List.of(new BatchDocument.Member(trace.serial(), 12)), batchDocument.members());
            assertFalse(batchDocument.failed());
            List<LogDocument> all = run.sink.all();
            assertTrue(all.indexOf(batchDocument) < all.indexOf(document), "batch before its member");
        }
    }

    @Test
    void aFailureKeepsItsReason() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            String longReason = "é".repeat(400);
            run.profiler.begin(run.kind).end();
            Trace failing = run.profiler.begin(run.kind);
            failing.fail("model 'x' is not there ✓");
            failing.fail("second");
            failing.mark();
            failing.end();
            Trace cut = run.profiler.begin(run.kind);
            cut.fail(longReason);
            cut.end();
            List<TraceDocument> documents = run.sink.await(TraceDocument.class, 3);
            assertEquals("", documents.get(0).failure());
            assertEquals("model 'x' is not there ✓", documents.get(1).failure());
            assertEquals(Outcome.FAILED, documents.get(1).outcome());
            assertTrue(documents.get(1).marked());
            assertEquals("é".repeat(240), documents.get(2).failure());
            assertEquals(0, run.profiler.stats().misuses());
        }
    }

    @Test
    void namesComeBeforeTheDocumentsThatUseThem() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            run.profiler.begin(run.kind).end();
            run.sink.await(TraceDocument.class, 1);
            Stage late = run.profiler.stage("late", Segment.DATA);
            Trace trace = run.profiler.begin(run.kind);
            trace.enter(late);
            trace.end();
            TraceDocument document = run.sink.await(TraceDocument.class, 2).get(1);
            List<LogDocument> all = run.sink.all();
            StageTable latest = null;
            for (LogDocument before : all.subList(0, all.indexOf(document))) {
                latest = before instanceof StageTable table ? table : latest;
            }
            assertEquals(
                    new StageTable.StageEntry("late", "DATA"),
                    latest.stages().get(document.spans().get(0).stage()));
            assertEquals(List.of("infer"), latest.kinds());
        }
    }
}
