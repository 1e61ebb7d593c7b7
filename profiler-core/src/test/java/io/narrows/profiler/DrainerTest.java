package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.CarriedRecords;
import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.buffer.LossyEnd;
import io.narrows.log.buffer.RecordLayout;
import io.narrows.log.buffer.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From handles to documents, with a log in memory. */
class DrainerTest {
    private static final int SMALLEST_BUFFER = 4096;
    private static final int SMALLEST_BUFFER_RECORDS = SMALLEST_BUFFER / 32;

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

    @Test
    void aSilentTraceIsGivenUpAndItsLateEndIgnored() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            Trace silent = run.profiler.begin(run.kind);
            silent.enter(run.read);
            run.profiler.begin(run.kind).end();
            run.sink.await(TraceDocument.class, 1);
            // Ten parts of the silence, each seen by a pass.
            for (int i = 1; i <= 10; i++) {
                clock.advance(TimeUnit.SECONDS.toNanos(7));
                run.profiler.begin(run.kind).end();
                run.sink.await(TraceDocument.class, 1 + i);
            }
            TraceDocument document = run.sink.await(TraceDocument.class, 12).stream()
                    .filter(found -> found.serial() == silent.serial())
                    .findFirst()
                    .orElseThrow();
            assertEquals(Outcome.ABANDONED, document.outcome());
            silent.enter(run.encode);
            silent.end();
            run.profiler.begin(run.kind).end();
            run.sink.await(TraceDocument.class, 13);
            run.close();
            assertEquals(13, run.sink.all(TraceDocument.class).size());
            assertEquals(1, run.profiler.stats().abandoned());
            assertEquals(12, run.profiler.stats().traces());
        }
    }

    @Test
    void aFrozenProcessGivesNothingUp() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            Trace open = run.profiler.begin(run.kind);
            open.enter(run.read);
            run.profiler.begin(run.kind).end();
            run.sink.await(TraceDocument.class, 1);
            clock.advance(TimeUnit.MINUTES.toNanos(10));
            for (int i = 2; i <= 4; i++) {
                run.profiler.begin(run.kind).end();
                run.sink.await(TraceDocument.class, i);
            }
            open.end();
            TraceDocument document = run.sink.await(TraceDocument.class, 5).get(4);
            assertEquals(open.serial(), document.serial());
            assertEquals(Outcome.OK, document.outcome());
            assertEquals(0, run.profiler.stats().abandoned());
        }
    }

    @Test
    void anOpenTraceDoesNotHoldUpItsBuffer() throws InterruptedException {
        try (TestRun run = open(SMALLEST_BUFFER)) {
            Trace open = run.profiler.begin(run.kind);
            open.enter(run.forward);
            int traces = 4 * SMALLEST_BUFFER_RECORDS;
            for (int i = 1; i <= traces; i++) {
                run.profiler.begin(run.kind).end();
                run.sink.await(TraceDocument.class, i);
            }
            List<CarriedRecords> carried = run.sink.all(CarriedRecords.class);
            assertEquals(0, run.profiler.stats().dropped());
            // Once is enough: from then on nothing of it lies in the buffer.
            assertEquals(1, carried.size());
            assertEquals(3 * 32, carried.get(0).records().remaining());
            open.leave();
            Recovery.Result recovered = Recovery.recover(
                    run.buffers, carried::forEach, serial -> serial != open.serial(), serial -> false, 1);
            assertEquals(1, recovered.documents().size());
            TraceDocument found = (TraceDocument) recovered.documents().get(0);
            assertEquals(open.serial(), found.serial());
            assertEquals(Outcome.ABANDONED, found.outcome());
            assertEquals(2, found.spans().get(0).stage());
            open.end();
            TraceDocument written =
                    run.sink.await(TraceDocument.class, traces + 1).get(traces);
            assertEquals(Outcome.OK, written.outcome());
            assertEquals(0, run.profiler.stats().incomplete());
        }
    }

    @Test
    void aFullBufferDropsAndCountsAndTheTracesAreStillThere() throws InterruptedException {
        TestRun run = open(SMALLEST_BUFFER);
        try (run) {
            run.sink.held(true);
            int traces = 100;
            for (int i = 0; i < traces; i++) {
                Trace trace = run.profiler.begin(run.kind, clock.nanoTime(), 5, i);
                trace.enter(run.read);
                Batch batch = run.profiler.beginBatch();
                batch.add(trace, 1);
                batch.enter(run.forward);
                clock.advance(10);
                batch.end();
                trace.end();
            }
            assertTrue(run.profiler.stats().dropped() > 0, "the buffer is smaller than the traces");
            run.sink.held(false);
            List<TraceDocument> documents = run.sink.await(TraceDocument.class, traces);
            for (TraceDocument document : documents) {
                assertEquals(Outcome.OK, document.outcome());
                assertEquals(5, document.traceIdHigh());
                assertEquals(document.serial() - 1, document.traceIdLow());
                assertEquals(10, document.endNs() - document.startNs());
            }
        }
        long missing = run.sink.all(TraceDocument.class).stream()
                .filter(document -> document.spans().isEmpty())
                .count();
        assertTrue(missing > 0 && run.profiler.stats().incomplete() >= missing);
        DropCount last =
                run.sink.all(DropCount.class).get(run.sink.all(DropCount.class).size() - 1);
        assertEquals(run.profiler.stats().dropped(), last.droppedRecords());
        assertEquals(run.profiler.stats().incomplete(), last.incompleteTraces());
    }

    @Test
    void aFailingLogIsCountedAndTheHostNeverNotices() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            run.profiler.begin(run.kind).end();
            run.sink.await(TraceDocument.class, 1);
            run.sink.failing(true);
            while (run.profiler.stats().lostDocuments() == 0) {
                run.profiler.begin(run.kind).end();
                Thread.onSpinWait();
            }
            run.sink.failing(false);
            Trace after = run.profiler.begin(run.kind);
            after.end();
            List<TraceDocument> documents = run.sink.all(TraceDocument.class);
            while (documents.get(documents.size() - 1).serial() != after.serial()) {
                documents = run.sink.await(TraceDocument.class, documents.size() + 1);
            }
        }
    }

    @Test
    void aTraceAndABatchWithLossAreWrittenOnceHoweverLateTheirThreadTellsIt() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            AnotherCore delayed = new AnotherCore(run);
            Trace trace = new Trace(delayed, run.recorder.recording().nextTraceSerial(), 0, 0, 1, 2);
            Batch batch = new Batch(delayed, run.recorder.recording().nextBatchSerial());
            trace.mark();
            trace.end();
            batch.fail();
            batch.end();
            delayed.letTheDrainerPass();
            assertEquals(
                    1,
                    run.sink.all(TraceDocument.class).stream()
                            .filter(document -> document.serial() == trace.serial())
                            .count());
            assertEquals(1, run.sink.all(BatchDocument.class).size());
            assertEquals(1, run.profiler.stats().incomplete());
        }
    }

    /** Loses marks and failures, and loses its core for some passes of the drainer after each step of an end. */
    private static final class AnotherCore extends Recording {
        private final TestRun run;

        AnotherCore(TestRun run) {
            super(false);
            this.run = run;
        }

        @Override
        boolean recording() {
            return true;
        }

        @Override
        long now() {
            return 1;
        }

        @Override
        ThreadBuffers.@Nullable Owner owner() {
            return run.recorder.recording().owner();
        }

        @Override
        boolean write(ThreadBuffers.@Nullable Owner mine, long number, long serial, long value, long meta) {
            int type = (int) (meta >>> 48);
            if (type == RecordLayout.MARK || type == RecordLayout.BATCH_FAIL) {
                return false;
            }
            boolean written = run.recorder.recording().write(mine, number, serial, value, meta);
            if (type == RecordLayout.END || type == RecordLayout.BATCH_END) {
                letTheDrainerPass();
            }
            return written;
        }

        @Override
        void misused() {
            throw new AssertionError("misused");
        }

        @Override
        void endedWithLoss(LossyEnd end) {
            run.recorder.recording().endedWithLoss(end);
            letTheDrainerPass();
        }

        void letTheDrainerPass() {
            for (int i = 0; i < 3; i++) {
                int before = run.sink.all(TraceDocument.class).size();
                run.profiler.begin(run.kind).end();
                try {
                    run.sink.await(TraceDocument.class, before + 1);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void whateverTheLogThrowsTheDrainerGoesOn() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            for (Throwable failure : List.of(new AssertionError("theirs"), new IOException("undeclared"))) {
                long lost = run.profiler.stats().lostDocuments();
                run.sink.failingWith(failure);
                run.profiler.begin(run.kind).end();
                long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (run.profiler.stats().lostDocuments() == lost) {
                    assertTrue(System.nanoTime() - deadlineNs < 0, "lost and not counted: " + failure);
                    Thread.onSpinWait();
                }
                run.sink.failingWith(null);
                int before = run.sink.all(TraceDocument.class).size();
                run.profiler.begin(run.kind).end();
                run.sink.await(TraceDocument.class, before + 1);
            }
        }
    }

    @Test
    void aLoggerThatThrowsDoesNotEndTheDrainer() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            run.sink.failingWith(new Unspeakable());
            run.profiler.begin(run.kind).end();
            long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (run.profiler.stats().lostDocuments() == 0) {
                assertTrue(System.nanoTime() - deadlineNs < 0, "lost and not counted");
                Thread.onSpinWait();
            }
            run.sink.failingWith(null);
            Trace after = run.profiler.begin(run.kind);
            after.end();
            run.sink.await(TraceDocument.class, 1);
        }
    }

    /** Whoever tries to say it, a logger too, fails with it. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw this;
        }
    }

    @Test
    void nobodyInterruptsTheDrainer() {
        try (TestRun run = open(1 << 16)) {
            run.profiler.begin(run.kind).end();
            List<Thread> drainers = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("narrows-drainer"))
                    .toList();
            assertFalse(drainers.isEmpty());
            drainers.forEach(Thread::interrupt);
            assertTrue(drainers.stream().noneMatch(Thread::isInterrupted));
        }
    }
}
