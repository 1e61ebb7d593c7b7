package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces that go from thread to thread in random order, while the real drainer runs. */
class HoppingTest {
    private static final int THREADS = 8;
    private static final int TRACES = 2000;
    private static final int HOPS = 12;

    @TempDir
    Path directory;

    @Test
    void everyTraceIsWholeAndAsItsHandleSaw() throws InterruptedException {
        TestRun run = new TestRun(
                directory, TestRun.config(directory).breakdowns(true).build());
        Map<Long, Breakdown> breakdowns = new ConcurrentHashMap<>();
        ExecutorService[] workers = new ExecutorService[THREADS];
        for (int i = 0; i < THREADS; i++) {
            workers[i] = Executors.newSingleThreadExecutor();
        }
        CountDownLatch done = new CountDownLatch(TRACES);
        try (run) {
            for (int i = 0; i < TRACES; i++) {
                Trace trace = run.profiler.begin(run.kind);
                hop(run, workers, trace, HOPS, breakdowns, done);
            }
            done.await();
        } finally {
            for (ExecutorService worker : workers) {
                worker.shutdown();
            }
        }
        Map<Long, TraceDocument> documents = run.sink.all(TraceDocument.class).stream()
                .collect(Collectors.toMap(TraceDocument::serial, Function.identity()));
        assertEquals(TRACES, documents.size());
        ProfilerStats stats = run.profiler.stats();
        assertEquals(0, stats.misuses());
        assertEquals(0, stats.abandoned());
        // On a loaded machine a record may find no room; then the trace that misses it is counted, and no other does.
        long whole = documents.values().stream()
                .filter(document -> document.spans().size() == HOPS)
                .count();
        assertTrue(whole >= TRACES - stats.incomplete(), whole + " whole, " + stats);
        assertTrue(stats.dropped() > 0 || stats.incomplete() == 0, stats::toString);
        for (TraceDocument document : documents.values()) {
            assertEquals(TraceDocument.Outcome.OK, document.outcome());
            long lastNs = document.startNs();
            long accountedNs = 0;
            for (TraceDocument.Span span : document.spans()) {
                assertTrue(span.startNs() >= lastNs && span.endNs() >= span.startNs());
                lastNs = span.endNs();
                accountedNs += span.endNs() - span.startNs();
            }
            assertTrue(lastNs <= document.endNs());
            Breakdown breakdown = breakdowns.get(document.serial());
            assertEquals(document.endNs() - document.startNs(), breakdown.totalNs());
            if (stats.dropped() == 0) {
                assertEquals(breakdown.totalNs() - accountedNs, breakdown.unaccountedNs());
            }
        }
    }

    private static void hop(
            TestRun run,
            ExecutorService[] workers,
            Trace trace,
            int left,
            Map<Long, Breakdown> breakdowns,
            CountDownLatch done) {
        if (left == 0) {
            trace.end();
            breakdowns.put(trace.serial(), trace.breakdown());
            done.countDown();
            return;
        }
        List<Stage> stages = List.of(run.read, run.queue, run.encode);
        workers[ThreadLocalRandom.current().nextInt(THREADS)].execute(() -> {
            if (left % 4 == 0) {
                Batch batch = run.profiler.beginBatch();
                batch.add(trace, left);
                batch.enter(run.forward);
                batch.end();
            } else {
                trace.enter(stages.get(left % 3));
            }
            hop(run, workers, trace, left - 1, breakdowns, done);
        });
    }
}
