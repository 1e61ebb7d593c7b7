package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong with the log, recording goes on. */
class FailingLogTest {
    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    private TestRun open(int bufferBytes) {
        return new TestRun(
                directory,
                TestRun.config(directory).bufferBytes(bufferBytes).clock(clock).build());
    }

    @Test
    void aFailingLogIsCountedAndTheHostNeverNotices() throws InterruptedException {
        try (TestRun run = open(1 << 16)) {
            run.profiler.begin(run.kind).end();
            run.sink.await(TraceDocument.class, 1);
            run.sink.failing(true);
            for (int storm = 0; storm < 5_000; storm++) {
                run.profiler.begin(run.kind).end();
            }
            long lostByNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (run.profiler.stats().lostDocuments() == 0) {
                assertTrue(System.nanoTime() - lostByNs < 0, "lost and not counted");
                Thread.onSpinWait();
            }
            run.sink.failing(false);
            // The first ones may find the buffers full of what came before.
            long firstAfter = run.profiler.begin(run.kind).serial();
            long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            boolean told = false;
            while (!told) {
                assertTrue(System.nanoTime() - deadlineNs < 0, "nothing is told by a log that works again");
                run.profiler.begin(run.kind).end();
                told = run.sink.all(TraceDocument.class).stream().anyMatch(d -> d.serial() > firstAfter);
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
    void aRunWhoseEndCouldNotBeWrittenKeepsItsBuffersForTheReader() throws IOException {
        TestRun run = open(1 << 16);
        run.profiler.begin(run.kind).enter(run.read);
        run.sink.failing(true);
        run.close();
        try (Stream<Path> buffers = Files.list(run.buffers)) {
            assertTrue(buffers.findAny().isPresent());
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
