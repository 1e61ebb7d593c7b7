package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.RunFooter;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a run. */
class CloseTest {
    @TempDir
    Path directory;

    @Test
    void everythingIsWrittenThenTheFooterThenTheBuffersGo() throws IOException {
        TestRun run = new TestRun(directory);
        for (int i = 0; i < 500; i++) {
            Trace trace = run.profiler.begin(run.kind);
            trace.enter(run.read);
            trace.end();
        }
        Trace open = run.profiler.begin(run.kind);
        open.enter(run.forward);
        assertTrue(bufferFiles(run) > 0);
        run.close();
        run.close();
        List<LogDocument> all = run.sink.all();
        assertEquals(501, run.sink.all(TraceDocument.class).size());
        assertInstanceOf(DropCount.class, all.get(all.size() - 2));
        RunFooter footer = assertInstanceOf(RunFooter.class, all.get(all.size() - 1));
        assertEquals(500, footer.traces());
        assertEquals(500 * 4 + 3, footer.events());
        assertTrue(footer.nsPerEvent() > 0);
        assertEquals(1, run.profiler.stats().abandoned());
        assertTrue(run.sink.closed());
        assertEquals(0, bufferFiles(run));
    }

    @Test
    void afterClosingAllCallsAreAllowedAndRecordNothing() {
        TestRun run = new TestRun(directory);
        Trace before = run.profiler.begin(run.kind);
        Batch batch = run.profiler.beginBatch();
        run.close();
        int documents = run.sink.all().size();
        batch.add(before, 1);
        batch.enter(run.forward);
        batch.end();
        before.enter(run.read);
        before.end();
        Trace after = run.profiler.begin(run.kind);
        after.enter(run.read);
        after.end();
        run.profiler.beginBatch().end();
        assertEquals(0, after.serial());
        assertEquals(documents, run.sink.all().size());
        assertEquals(0, run.profiler.stats().misuses());
    }

    @Test
    void threadsMayGoOnRecordingWhileItCloses() throws InterruptedException {
        TestRun run = new TestRun(directory);
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch recording = new CountDownLatch(3);
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                while (!stop.get()) {
                    Trace trace = run.profiler.begin(run.kind);
                    trace.enter(run.read);
                    trace.end();
                    recording.countDown();
                }
            });
            threads[i].start();
        }
        recording.await();
        run.close();
        List<LogDocument> all = run.sink.all();
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertInstanceOf(RunFooter.class, all.get(all.size() - 1));
        assertEquals(all.size(), run.sink.all().size());
    }

    @Test
    void aStuckLogDoesNotHoldTheHost() throws IOException, InterruptedException {
        TestRun run = new TestRun(directory);
        run.sink.held(true);
        run.profiler.begin(run.kind).end();
        Thread.currentThread().interrupt();
        run.recorder.close(50);
        assertTrue(Thread.interrupted(), "the interrupt is passed on");
        assertFalse(run.sink.closed());
        assertTrue(bufferFiles(run) > 0, "what is not written stays for recovery");
        run.sink.held(false);
        run.sink.await(RunFooter.class, 1);
        run.close();
        assertEquals(0, bufferFiles(run));
    }

    private static long bufferFiles(TestRun run) throws IOException {
        try (Stream<Path> files = Files.list(run.buffers)) {
            return files.count();
        }
    }
}
