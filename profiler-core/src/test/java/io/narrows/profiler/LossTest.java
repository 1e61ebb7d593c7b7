package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.DropCount;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.buffer.LossyEnd;
import io.narrows.log.buffer.RecordLayout;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of traces of which records found no room. */
class LossTest {
    private static final int SMALLEST_BUFFER = 4096;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    private TestRun open(int bufferBytes) {
        return new TestRun(
                directory,
                TestRun.config(directory).bufferBytes(bufferBytes).clock(clock).build());
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
}
