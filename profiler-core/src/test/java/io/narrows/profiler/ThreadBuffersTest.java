package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.TraceDocument;
import io.narrows.log.buffer.EventBuffer;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which thread writes where. */
class ThreadBuffersTest {
    private static final int SHORT_LIVED = 3000;

    @TempDir
    Path directory;

    @Test
    void shortLivedThreadsLeaveFewFiles() throws Exception {
        TestRun run = new TestRun(
                directory, TestRun.config(directory).bufferBytes(1 << 16).build());
        long files;
        try (run) {
            for (int i = 0; i < SHORT_LIVED; i++) {
                Thread thread = new Thread(() -> record(run));
                thread.start();
                thread.join();
            }
            try (Stream<Path> found = Files.list(run.buffers)) {
                files = found.count();
            }
            assertEquals(files, run.profiler.stats().buffers());
        }
        assertTrue(files <= 140, "files: " + files);
        assertEquals(SHORT_LIVED, run.sink.all(TraceDocument.class).size());
        assertEquals(0, run.profiler.stats().dropped());
    }

    @Test
    void manyThreadsAtOnceShareAndLoseNothing() throws Exception {
        TestRun run = new TestRun(
                directory, TestRun.config(directory).bufferBytes(1 << 16).build());
        int threads = 200;
        int each = 50;
        try (run) {
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    for (int n = 0; n < each; n++) {
                        record(run);
                    }
                });
                thread.start();
                started.add(thread);
            }
            for (Thread thread : started) {
                thread.join();
            }
        }
        assertAllThere(run, threads * each);
    }

    @Test
    void virtualThreadsShareAFewBuffers() throws Exception {
        TestRun run = new TestRun(
                directory, TestRun.config(directory).bufferBytes(1 << 20).build());
        int threads = 2000;
        try (run) {
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                started.add(startVirtual(() -> record(run)));
            }
            for (Thread thread : started) {
                thread.join();
            }
            assertTrue(
                    run.profiler.stats().buffers() <= 4 + 64,
                    "buffers: " + run.profiler.stats().buffers());
        }
        assertAllThere(run, threads);
    }

    @Test
    void withoutRoomForFilesItRecordsInMemoryAndSaysSo() throws Exception {
        TestRun run = new TestRun(directory, TestRun.config(directory).build());
        run.close();
        Path nowhere = directory.resolve("not-there");
        MemorySink sink = new MemorySink();
        RunRecorder recorder = RunRecorder.start(TestRun.config(directory).build(), directory, nowhere, sink);
        try (Profiler profiler = new Profiler(recorder)) {
            profiler.begin(profiler.kind("infer")).end();
            sink.await(TraceDocument.class, 1);
            assertTrue(profiler.stats().buffers() > 0);
            assertEquals(profiler.stats().buffers(), profiler.stats().unmappedBuffers());
        }
    }

    @Test
    void aThreadThatLivesOnKeepsNoBufferOfAClosedRun() {
        List<WeakReference<EventBuffer>> made = new ArrayList<>();
        recordAndRelease(made);
        assertTrue(made.size() > 4);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (made.stream().anyMatch(buffer -> buffer.get() != null)) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "this thread keeps a buffer");
            System.gc();
        }
    }

    @Test
    void withoutMemoryForBuffersItDoesNotAskInEveryPass() {
        AtomicInteger asked = new AtomicInteger();
        int first = 8; // the shared ones and the spares that it begins with
        ThreadBuffers buffers = new ThreadBuffers(number -> {
            if (asked.incrementAndGet() > first) {
                throw new OutOfMemoryError("no direct memory is left");
            }
            return EventBuffer.inMemory(1 << 12);
        });
        assertEquals(first, asked.get());
        assertTrue(buffers.write(buffers.owner(), 1, 1, 1, 1));
        for (int pass = 0; pass < 50; pass++) {
            buffers.tend();
        }
        assertEquals(first + 1, asked.get());
        assertTrue(buffers.write(buffers.owner(), 1, 1, 1, 1));
        buffers.leave();
    }

    private static void recordAndRelease(List<WeakReference<EventBuffer>> made) {
        ThreadBuffers buffers = new ThreadBuffers(number -> {
            EventBuffer buffer = EventBuffer.inMemory(1 << 12);
            made.add(new WeakReference<>(buffer));
            return buffer;
        });
        assertTrue(buffers.write(buffers.owner(), 1, 1, 1, 1));
        buffers.release();
    }

    private static void record(TestRun run) {
        Trace trace = run.profiler.begin(run.kind);
        trace.enter(run.read);
        trace.end();
    }

    private static void assertAllThere(TestRun run, int traces) {
        List<TraceDocument> documents = run.sink.all(TraceDocument.class);
        assertEquals(
                traces, documents.stream().map(TraceDocument::serial).distinct().count());
        assertEquals(traces, documents.size());
        ProfilerStats stats = run.profiler.stats();
        if (stats.dropped() == 0) {
            assertTrue(documents.stream().allMatch(document -> document.spans().size() == 1));
        }
        assertEquals(0, stats.abandoned());
        assertEquals(traces * 4L, stats.events() + stats.dropped());
    }

    private static Thread startVirtual(Runnable task) throws IllegalAccessException, InvocationTargetException {
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        } catch (NoSuchMethodException e) {
            return Assumptions.abort("this JVM has no virtual threads");
        }
    }
}
