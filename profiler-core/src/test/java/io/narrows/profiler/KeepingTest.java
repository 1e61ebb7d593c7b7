package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.BudgetStep;
import io.narrows.log.HistogramInterval;
import io.narrows.log.HistogramInterval.Histogram;
import io.narrows.log.HistogramInterval.Of;
import io.narrows.log.LogDocument;
import io.narrows.log.SelfCost;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Kept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From handles to what is kept of them: sampling, the budget and the listeners, with a log in memory. */
class KeepingTest {
    private static final int SAMPLED = 16;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    @Test
    void oneInManyIsKeptWithItsWeightAndHistogramsCoverAll() {
        TestRun run = new TestRun(
                directory,
                TestRun.config(directory)
                        .clock(clock)
                        .sampleOneIn(SAMPLED)
                        .contextTraces(0)
                        .build());
        int traces = 4000;
        try (run) {
            for (int i = 0; i < traces; i++) {
                Trace trace = run.profiler.begin(run.kind);
                trace.enter(run.read);
                clock.advance(1000);
                if (i % 500 == 499) {
                    trace.fail("every now and then");
                }
                trace.end();
            }
        }
        List<TraceDocument> kept = run.sink.all(TraceDocument.class);
        assertEquals(8, kept.stream().filter(t -> t.kept() == Kept.FAILED).count());
        double estimate = kept.stream().mapToDouble(TraceDocument::weight).sum();
        // Each of the others counts 16 with probability 1/16: a standard deviation of 245.
        assertEquals(traces, estimate, 5 * 245);
        assertTrue(kept.stream().allMatch(t -> t.weight() == (t.kept() == Kept.FAILED ? 1 : SAMPLED)));
        assertEquals(kept.size(), run.profiler.stats().keptTraces());
        assertEquals(traces, count(run.sink, Of.KIND_LATENCY));
        assertEquals(traces, count(run.sink, Of.STAGE_TIME));
        assertEquals(SAMPLED, run.sink.all(BudgetStep.class).get(0).oneIn());
    }

    @Test
    void listenersHearOfEveryTraceAndAreCountedWhenTheyThrow() {
        Heard heard = new Heard();
        TraceListener throwing = (trace, kept, names) -> {
            throw new IllegalStateException("theirs");
        };
        TestRun run = new TestRun(
                directory,
                TestRun.config(directory)
                        .clock(clock)
                        .sampleOneIn(SAMPLED)
                        .listener(throwing)
                        .listener(heard)
                        .build());
        int traces = 200;
        try (run) {
            for (int i = 0; i < traces; i++) {
                Trace trace = run.profiler.begin(run.kind);
                Batch batch = run.profiler.beginBatch();
                batch.add(trace, 1);
                batch.enter(run.forward);
                clock.advance(1000);
                batch.end();
                trace.end();
            }
        }
        assertEquals(traces, heard.traces);
        assertEquals(traces, heard.batches.size());
        assertEquals(
                run.sink.all(TraceDocument.class).stream()
                        .filter(t -> t.kept() != Kept.CONTEXT)
                        .count(),
                heard.kept);
        assertEquals(1, heard.closed);
        assertEquals(traces, heard.stats.get(heard.stats.size() - 1).traces());
        assertEquals(traces, run.profiler.stats().listenerFailures());
    }

    private static final class Heard implements TraceListener {
        private final List<BatchDocument> batches = new ArrayList<>();
        private final List<ProfilerStats> stats = new ArrayList<>();
        private int traces;
        private int kept;
        private int closed;

        @Override
        public void batch(BatchDocument batch, StageTable names) {
            assertEquals(
                    "forward", names.stages().get(batch.spans().get(0).stage()).name());
            batches.add(batch);
        }

        @Override
        public void trace(TraceDocument trace, boolean isKept, StageTable names) {
            long serial = trace.spans().get(0).batchSerial();
            assertTrue(batches.stream().anyMatch(batch -> batch.serial() == serial), "a batch comes before its member");
            traces++;
            kept += isKept ? 1 : 0;
        }

        @Override
        public void counts(ProfilerStats now) {
            stats.add(now);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void overTheBudgetLessIsKeptAndEveryStepIsInTheLog() {
        Costs costs = new Costs();
        Seconds seen = new Seconds();
        ProfilerConfig config = TestRun.config(directory)
                .bufferBytes(4096)
                .clock(clock)
                .budget(0.0001)
                .contextTraces(0)
                .listener(seen)
                .build();
        TestRun run = new TestRun(directory, config, costs);
        long traces = 0;
        try (run) {
            costs.share = 0.5;
            traces += seconds(run, seen, 40);
            assertEquals(Level.HISTOGRAMS, run.profiler.stats().level());
            long before = run.profiler.stats().keptTraces();
            traces += seconds(run, seen, 3);
            assertEquals(before, run.profiler.stats().keptTraces(), "nothing is kept whole");
            costs.share = 0;
            traces += seconds(run, seen, 70);
            assertEquals(Level.FULL, run.profiler.stats().level());
            assertEquals(1, run.profiler.stats().oneIn());
        }
        List<BudgetStep> steps = run.sink.all(BudgetStep.class);
        List<Integer> oneIns = steps.stream().map(BudgetStep::oneIn).toList();
        assertEquals(
                List.of(
                        2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, //
                        1024, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1),
                oneIns);
        assertEquals(BudgetStep.Level.HISTOGRAMS, steps.get(10).level());
        assertTrue(steps.get(0).share() > 0.0001 && steps.get(21).share() < 0.00005);
        assertEquals(traces, count(run.sink, Of.KIND_LATENCY), "histograms cover all, whatever was kept");
        assertEquals(traces, run.profiler.stats().traces());
        assertTrue(run.sink.all(TraceDocument.class).size() < traces);
        assertTrue(run.sink.all(SelfCost.class).stream().anyMatch(cost -> cost.oneIn() == 0));
        assertEquals(
                run.profiler.stats().events(),
                run.sink.all(SelfCost.class).stream()
                        .mapToLong(SelfCost::records)
                        .sum());
    }

    /** Costs a share of all processors, by the test's clock. */
    private final class Costs implements CpuTimes {
        private volatile double share;
        private long lastNs;
        private long costNs;

        @Override
        public long drainerNs() {
            long now = clock.nanoTime();
            if (lastNs != 0) {
                costNs += (long) ((now - lastNs) * share * Runtime.getRuntime().availableProcessors());
            }
            lastNs = now;
            return costNs;
        }

        @Override
        public long lanesNs() {
            return 0;
        }

        @Override
        public long processNs() {
            return 0;
        }
    }

    /** Counts the seconds that the drainer has done with. */
    private static final class Seconds implements TraceListener {
        private volatile int count;

        @Override
        public void trace(TraceDocument trace, boolean kept, StageTable names) {}

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // by the one thread that drains
        public void counts(ProfilerStats stats) {
            count = count + 1;
        }
    }

    /** Lets seconds pass, each seen by the drainer, with some traces in each; the number of traces. */
    private long seconds(TestRun run, Seconds seen, int seconds) {
        // Enough for it to be worth to write fewer: they fail, so that they are written while anything is.
        int perSecond = 4 * Runtime.getRuntime().availableProcessors();
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < perSecond; i++) {
                Trace trace = run.profiler.begin(run.kind);
                trace.enter(run.read);
                clock.advance(1000);
                trace.fail("again");
                trace.end();
            }
            int before = seen.count;
            clock.advance(TimeUnit.SECONDS.toNanos(1));
            long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (seen.count == before) {
                assertTrue(System.nanoTime() - deadlineNs < 0, "the drainer does not come round");
                Thread.onSpinWait();
            }
        }
        return (long) seconds * perSecond;
    }

    private static long count(MemorySink sink, Of of) {
        long count = 0;
        for (LogDocument document : sink.all(HistogramInterval.class)) {
            for (Histogram histogram : ((HistogramInterval) document).histograms()) {
                count += histogram.of() == of ? histogram.count() : 0;
            }
        }
        return count;
    }
}
