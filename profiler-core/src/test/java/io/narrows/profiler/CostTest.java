package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an event costs, pinned as counts. */
class CostTest {
    private static final int STAGES = 100_000;

    @TempDir
    Path directory;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void stagesAndAttributesOfATraceAllocateNothing() {
        try (TestRun run = new TestRun(directory)) {
            Attribute tokens = run.profiler.attribute("tokens", "");
            Trace trace = run.profiler.begin(run.kind);
            enterLeaveAttribute(trace, run, tokens, 20_000);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            long own = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            enterLeaveAttribute(trace, run, tokens, STAGES);
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertEquals(own, allocated, "bytes allocated by " + STAGES + " stages with leave and attribute");
            trace.end();
        }
    }

    @Test
    void aTraceIsOneSmallObject() {
        // Room for all: telling of a loss allocates.
        ProfilerConfig config = TestRun.config(directory).bufferBytes(1 << 22).build();
        try (TestRun run = new TestRun(directory, config)) {
            int traces = 2000;
            nineStages(run, traces);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            long own = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            nineStages(run, traces);
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before - own;
            assertEquals(0, allocated % traces, "bytes allocated by " + traces + " traces: " + allocated);
            assertTrue(allocated / traces <= 104, "bytes of a trace: " + allocated / traces);
        }
    }

    @Test
    void blocksAllocateOncePerTraceHoweverManyStagesItHas() {
        try (TestRun run = new TestRun(directory)) {
            Trace trace = run.profiler.begin(run.kind);
            blocks(trace, run, 20_000);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            long own = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            blocks(trace, run, STAGES);
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertEquals(own, allocated, "bytes allocated by " + STAGES + " blocks");
            trace.end();
        }
    }

    @Test
    void stagesOfABatchAllocateNothingForItsMembers() {
        try (TestRun run = new TestRun(directory)) {
            int batches = 1000;
            Batch[] batch = new Batch[2 * batches];
            Trace[] trace = new Trace[2 * batches];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = run.profiler.beginBatch();
                trace[i] = run.profiler.begin(run.kind);
            }
            serve(run, batch, trace, 0, batches);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            long own = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            serve(run, batch, trace, batches, 2 * batches);
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertEquals(own, allocated, "bytes allocated by " + batches + " batches");
        }
    }

    @Test
    void oneStageTakesOneReadingOfTheClock() {
        ManualClock clock = new ManualClock();
        ProfilerConfig config = TestRun.config(directory).clock(clock).build();
        try (TestRun run = new TestRun(directory, config)) {
            Attribute tokens = run.profiler.attribute("tokens", "");
            long before = clock.readings();
            Trace trace = run.profiler.begin(run.kind);
            assertEquals(1, clock.readings() - before, "readings by begin");
            before = clock.readings();
            for (int i = 0; i < 1000; i++) {
                trace.enter(run.read);
            }
            assertEquals(1000, clock.readings() - before, "readings by 1000 stages that follow each other");
            before = clock.readings();
            trace.attribute(tokens, 7);
            trace.mark();
            trace.fail("no");
            assertEquals(0, clock.readings() - before, "readings by attribute, mark and fail");
            trace.end();
            assertEquals(1, clock.readings() - before, "readings by end");
            before = clock.readings();
            run.profiler.begin(run.kind, 5);
            assertEquals(0, clock.readings() - before, "readings by begin with a time");
            Trace left = run.profiler.begin(run.kind, 5);
            before = clock.readings();
            for (int i = 0; i < 1000; i++) {
                left.enter(run.read);
                left.leave();
            }
            assertEquals(2000, clock.readings() - before, "readings by 1000 stages that are left");
        }
    }

    @Test
    void costOfAnEventIsCalibrated() {
        try (TestRun run = new TestRun(directory)) {
            double ns = run.profiler.stats().nsPerEvent();
            assertTrue(ns > 0 && ns < 1_000_000, "ns per event: " + ns);
        }
    }

    private static void enterLeaveAttribute(Trace trace, TestRun run, Attribute tokens, int stages) {
        for (int i = 0; i < stages; i++) {
            trace.enter((i & 1) == 0 ? run.read : run.forward);
            trace.attribute(tokens, i);
            if ((i & 7) == 7) {
                trace.leave();
            }
        }
    }

    private static void nineStages(TestRun run, int traces) {
        for (int i = 0; i < traces; i++) {
            Trace trace = run.profiler.begin(run.kind);
            for (int stage = 0; stage < 9; stage++) {
                trace.enter((stage & 1) == 0 ? run.read : run.forward);
            }
            trace.end();
        }
    }

    private static void blocks(Trace trace, TestRun run, int stages) {
        for (int i = 0; i < stages; i++) {
            try (Trace.Scope reading = trace.in(run.read)) {
                trace.mark();
            }
        }
    }

    private static void serve(TestRun run, Batch[] batches, Trace[] traces, int from, int to) {
        for (int i = from; i < to; i++) {
            traces[i].enter(run.queue);
            batches[i].add(traces[i], 3);
            batches[i].enter(run.forward);
            batches[i].end();
            traces[i].enter(run.encode);
            traces[i].end();
        }
    }
}
