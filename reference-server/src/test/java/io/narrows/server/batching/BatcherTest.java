package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import io.narrows.server.batching.Admission.Verdict;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.batching.planning.CostEstimate;
import io.narrows.server.testing.FakeModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatcherTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private final Profiler profiler = Profiler.disabled();
    private final Trace trace = profiler.begin(profiler.kind("test"));

    /** A task whose outcome is its rows' first numbers, "failed: ..." or "skipped". */
    private final class Job implements InferTask.Completion {
        final CompletableFuture<String> outcome = new CompletableFuture<>();
        final AtomicBoolean gone = new AtomicBoolean();
        private final AtomicBoolean batchEnded = new AtomicBoolean();
        private final AtomicInteger soon = new AtomicInteger();

        InferTask task(FakeModel model, String... texts) {
            return task(model, new Urgency(System.nanoTime(), 5, 0), texts);
        }

        InferTask task(FakeModel model, Urgency urgency, String... texts) {
            return new InferTask(trace, Arrays.stream(texts).map(model::encode).toList(), urgency, gone::get, this);
        }

        @Override
        public void soon() {
            assertFalse(batchEnded.get(), "told before the batch has ended");
            soon.incrementAndGet();
        }

        @Override
        public void batchEnded() {
            assertTrue(batchEnded.compareAndSet(false, true), "told once");
        }

        @Override
        public void done(float[][] rows) {
            assertTrue(batchEnded.get(), "told before done");
            List<Integer> lengths = new ArrayList<>();
            for (float[] row : rows) {
                lengths.add((int) row[0]);
            }
            assertTrue(outcome.complete(lengths.toString()));
        }

        @Override
        public void failed(Throwable cause) {
            assertTrue(outcome.complete("failed: " + cause.getMessage()));
        }

        @Override
        public void skipped() {
            assertTrue(outcome.complete("skipped"));
        }

        @Override
        public void expired() {
            assertTrue(outcome.complete("expired"));
        }

        @Override
        public void displaced(Admission admission) {
            assertTrue(outcome.complete("displaced, again in " + admission.retryAfterS()));
        }
    }

    private final List<Admission.Verdict> refused = new CopyOnWriteArrayList<>();
    private final List<BatchObserver.BatchFacts> batches = new CopyOnWriteArrayList<>();
    private final BatchObserver observer = new BatchObserver() {
        @Override
        public void ran(BatchFacts facts) {
            batches.add(facts);
        }

        @Override
        public void refused(Admission.Verdict why) {
            refused.add(why);
        }
    };

    private Batcher batcher(FakeModel model, int maxTexts, int queueSize) {
        return batcher(model, new BatchRules(BatchingMode.FIXED, maxTexts, 0, HOUR_NS), queueSize);
    }

    private Batcher batcher(FakeModel model, BatchRules rules, int queueSize) {
        return new Batcher(model, profiler, rules, new Batcher.Sizes(1, queueSize, 0), observer);
    }

    @Test
    void aLoneTaskRunsAlone() {
        FakeModel model = FakeModel.running();
        try (Batcher batcher = batcher(model, 8, 8)) {
            Job job = new Job();
            assertTrue(batcher.submit(job.task(model, "ab", "abc")).taken());
            assertEquals("[2, 3]", job.outcome.join());
            assertEquals(1, job.soon.get(), "its answer is announced once");
        }
        assertEquals(List.of(List.of(4, 5)), model.forwards());
    }

    @Test
    void whatWaitsLeavesTogetherInOrderUpToTheMaximum() throws InterruptedException {
        FakeModel model = FakeModel.held();
        try (Batcher batcher = batcher(model, 4, 8)) {
            Job first = new Job();
            batcher.submit(first.task(model, "a"));
            model.awaitForward();
            List<Job> waiting = List.of(new Job(), new Job(), new Job(), new Job());
            batcher.submit(waiting.get(0).task(model, "bb"));
            batcher.submit(waiting.get(1).task(model, "ccc", "dddd"));
            batcher.submit(waiting.get(2).task(model, "eeeee", "ffffff"));
            batcher.submit(waiting.get(3).task(model, "g"));
            assertEquals(4, batcher.waiting());
            model.release(100);
            assertEquals("[1]", first.outcome.join());
            assertEquals("[2]", waiting.get(0).outcome.join());
            assertEquals("[3, 4]", waiting.get(1).outcome.join());
            assertEquals("[5, 6]", waiting.get(2).outcome.join());
            assertEquals("[1]", waiting.get(3).outcome.join());
            assertEquals(1, first.soon.get(), "alone in its batch");
            assertEquals(0, waiting.get(0).soon.get(), "one of two: neither is announced");
            assertEquals(0, waiting.get(1).soon.get());
        }
        // the third would fit only in part, and nothing overtakes it
        assertEquals(List.of(List.of(3), List.of(4, 5, 6), List.of(7, 8, 3)), model.forwards());
    }

    @Test
    void aTaskAboveTheMaximumIsCutIntoChunks() {
        FakeModel model = FakeModel.running();
        try (Batcher batcher = batcher(model, 2, 8)) {
            Job job = new Job();
            batcher.submit(job.task(model, "a", "bb", "ccc", "dddd", "eeeee"));
            assertEquals("[1, 2, 3, 4, 5]", job.outcome.join());
        }
        assertEquals(List.of(List.of(3, 4), List.of(5, 6), List.of(7)), model.forwards());
    }

    @Test
    void aFullQueueRefuses() throws InterruptedException {
        FakeModel model = FakeModel.held();
        try (Batcher batcher = batcher(model, 1, 2)) {
            Job running = new Job();
            batcher.submit(running.task(model, "a"));
            model.awaitForward();
            assertTrue(batcher.submit(new Job().task(model, "b")).taken());
            assertTrue(batcher.submit(new Job().task(model, "c")).taken());
            assertEquals(new Admission(Verdict.FULL, 1), batcher.submit(new Job().task(model, "d")));
            model.release(100);
        }
        assertEquals(List.of(Verdict.FULL), refused);
    }

    @Test
    void aHigherPriorityTakesAPlaceInAFullQueue() throws InterruptedException {
        FakeModel model = FakeModel.held();
        Job low = new Job();
        Job gone = new Job();
        Job high = new Job();
        try (Batcher batcher = batcher(model, 1, 2)) {
            batcher.submit(new Job().task(model, "a"));
            model.awaitForward();
            batcher.submit(low.task(model, new Urgency(System.nanoTime(), 9, 0), "bb"));
            batcher.submit(gone.task(model, "ccc"));
            assertTrue(batcher.submit(high.task(model, new Urgency(System.nanoTime(), 1, 0), "dddd"))
                    .taken());
            assertEquals("displaced, again in 1", low.outcome.join(), "told while the forward is still held");
            gone.gone.set(true);
            Job last = new Job();
            assertTrue(batcher.submit(last.task(model, new Urgency(System.nanoTime(), 9, 0), "eeeee"))
                    .taken());
            assertEquals("skipped", gone.outcome.join(), "its place was needed");
            model.release(100);
            assertEquals("[5]", last.outcome.join());
        }
        assertEquals(List.of(List.of(3), List.of(6), List.of(7)), model.forwards());
        assertEquals(List.of(Verdict.DISPLACED), refused);
    }

    @Test
    void aTaskThatNobodyWaitsForIsSkipped() throws InterruptedException {
        FakeModel model = FakeModel.held();
        Job gone = new Job();
        Job last = new Job();
        try (Batcher batcher = batcher(model, 8, 8)) {
            batcher.submit(new Job().task(model, "a"));
            model.awaitForward();
            batcher.submit(gone.task(model, "bb"));
            batcher.submit(last.task(model, "ccc"));
            gone.gone.set(true);
            model.release(100);
            assertEquals("skipped", gone.outcome.join());
            assertEquals("[3]", last.outcome.join());
        }
        assertEquals(List.of(List.of(3), List.of(5)), model.forwards());
    }

    @Test
    void aFailureReachesEveryMemberAndTheWorkerGoesOn() throws InterruptedException {
        FakeModel model = FakeModel.held();
        try (Batcher batcher = batcher(model, 8, 8)) {
            batcher.submit(new Job().task(model, "a"));
            model.awaitForward();
            Job one = new Job();
            Job two = new Job();
            batcher.submit(one.task(model, "b"));
            batcher.submit(two.task(model, "c"));
            model.release(1);
            model.awaitForward();
            model.fail(true);
            model.release(1);
            assertEquals("failed: the fake model fails", one.outcome.join());
            assertEquals("failed: the fake model fails", two.outcome.join());
            model.fail(false);
            model.release(1);
            Job after = new Job();
            batcher.submit(after.task(model, "dd"));
            assertEquals("[2]", after.outcome.join());
        }
    }

    @Test
    void closingFinishesWhatRunsSkipsWhatWaitsAndRefusesTheRest() throws Exception {
        FakeModel model = FakeModel.held();
        Batcher batcher = batcher(model, 8, 8);
        Job running = new Job();
        batcher.submit(running.task(model, "a"));
        model.awaitForward();
        Job waiting = new Job();
        batcher.submit(waiting.task(model, "bb"));
        CompletableFuture<Void> closing = CompletableFuture.runAsync(batcher::close);
        assertEquals("skipped", waiting.outcome.join());
        assertFalse(closing.isDone(), "close() must wait for the forward that runs");
        assertEquals(Verdict.CLOSED, batcher.submit(new Job().task(model, "c")).verdict());
        model.release(1);
        closing.join();
        assertEquals("[1]", running.outcome.join());
    }

    @Test
    void aTaskExpiresWhileTheWorkerIsBusyAndNeverRuns() throws InterruptedException {
        FakeModel model = FakeModel.held();
        Job expiring = new Job();
        Job late = new Job();
        try (Batcher batcher = batcher(model, 8, 8)) {
            batcher.submit(new Job().task(model, "a"));
            model.awaitForward();
            batcher.submit(expiring.task(model, new Urgency(System.nanoTime(), 5, 50_000_000), "bb"));
            assertEquals("expired", expiring.outcome.join(), "told while the forward is still held");
            long longAgo = System.nanoTime() - TimeUnit.SECONDS.toNanos(2);
            Admission admission = batcher.submit(late.task(model, new Urgency(longAgo, 5, 1_000_000), "ccc"));
            assertEquals(Verdict.EXPIRED, admission.verdict());
            assertFalse(late.outcome.isDone(), "a task that is not taken is told nothing");
            model.release(100);
        }
        assertEquals(List.of(List.of(3)), model.forwards());
        assertEquals(List.of(Verdict.EXPIRED, Verdict.EXPIRED), refused);
    }

    @Test
    void ofATaskWhoseClientLeavesNoFurtherForwardRuns() throws InterruptedException {
        FakeModel model = FakeModel.held();
        Job leaving = new Job();
        try (Batcher batcher = batcher(model, 1, 8)) {
            batcher.submit(leaving.task(model, "a", "bb", "ccc"));
            model.awaitForward();
            leaving.gone.set(true);
            model.release(100);
            assertEquals("skipped", leaving.outcome.join());
            Job after = new Job();
            batcher.submit(after.task(model, "dddd"));
            assertEquals("[4]", after.outcome.join());
        }
        assertEquals(List.of(List.of(3), List.of(6)), model.forwards());
        assertEquals(List.of(), refused);
    }

    @Test
    void ofATaskWhoseTimeIsOverNoFurtherForwardRuns() throws InterruptedException {
        FakeModel model = FakeModel.held();
        Job expiring = new Job();
        try (Batcher batcher = batcher(model, 1, 8)) {
            long arrivedNs = System.nanoTime();
            long timeoutNs = TimeUnit.MILLISECONDS.toNanos(500);
            batcher.submit(expiring.task(model, new Urgency(arrivedNs, 5, timeoutNs), "a", "bb", "ccc"));
            model.awaitForward();
            while (System.nanoTime() - arrivedNs <= timeoutNs) {
                Thread.onSpinWait();
            }
            model.release(100);
            assertEquals("expired", expiring.outcome.join());
        }
        assertEquals(List.of(List.of(3)), model.forwards());
        assertEquals(List.of(Verdict.EXPIRED), refused);
    }

    @Test
    void anObserverThatThrowsLosesNobody() throws InterruptedException {
        BatchObserver throwing = new BatchObserver() {
            @Override
            public void ran(BatchFacts facts) {
                throw new IllegalStateException("no meter");
            }

            @Override
            public void refused(Verdict why) {
                throw new IllegalStateException("no meter");
            }
        };
        FakeModel model = FakeModel.held();
        Job low = new Job();
        Job high = new Job();
        try (Batcher batcher = new Batcher(
                model,
                profiler,
                new BatchRules(BatchingMode.FIXED, 8, 0, HOUR_NS),
                new Batcher.Sizes(1, 1, 0),
                throwing)) {
            Job first = new Job();
            batcher.submit(first.task(model, "a"));
            model.awaitForward();
            batcher.submit(low.task(model, new Urgency(System.nanoTime(), 9, 0), "bb"));
            assertTrue(batcher.submit(high.task(model, "ccc")).taken());
            assertEquals("displaced, again in 1", low.outcome.join());
            model.release(100);
            assertEquals("[1]", first.outcome.join(), "it has run, whether or not that was counted");
            assertEquals("[3]", high.outcome.join());
        }
    }

    @Test
    void aTaskWithTimeLeftRuns() throws InterruptedException {
        FakeModel model = FakeModel.running();
        try (Batcher batcher = batcher(model, 8, 8)) {
            Job job = new Job();
            batcher.submit(job.task(model, new Urgency(System.nanoTime(), 5, HOUR_NS), "bb"));
            assertEquals("[2]", job.outcome.join());
        }
    }

    @Test
    void aHigherPriorityGoesFirstAndEqualOnesInOrder() throws InterruptedException {
        FakeModel model = FakeModel.held();
        try (Batcher batcher = batcher(model, 1, 8)) {
            batcher.submit(new Job().task(model, "a"));
            model.awaitForward();
            batcher.submit(new Job().task(model, new Urgency(System.nanoTime(), 9, 0), "b9"));
            batcher.submit(new Job().task(model, new Urgency(System.nanoTime(), 5, 0), "bb5"));
            batcher.submit(new Job().task(model, new Urgency(System.nanoTime(), 1, 0), "bbb1"));
            Job last = new Job();
            batcher.submit(last.task(model, new Urgency(System.nanoTime(), 5, 0), "bbbb5"));
            Job least = new Job();
            batcher.submit(least.task(model, new Urgency(System.nanoTime(), 9, 0), "bbbbb9"));
            model.release(100);
            assertEquals("[6]", least.outcome.join());
        }
        assertEquals(List.of(List.of(3), List.of(6), List.of(5), List.of(7), List.of(4), List.of(8)), model.forwards());
    }

    @Test
    void adaptiveCutsARequestOfUnlikeLengthsIntoForwardsAndPutsItsRowsInOrder() {
        FakeModel model = FakeModel.running().taking(1_000_000, 5_000);
        String page = "p".repeat(200);
        try (Batcher batcher = batcher(model, new BatchRules(BatchingMode.ADAPTIVE, 8, 0, HOUR_NS), 8)) {
            assertTrue(batcher.cost().known(), "from the start");
            Job job = new Job();
            batcher.submit(job.task(model, "a", page, "b", page, "ccc"));
            assertEquals("[1, 200, 1, 200, 3]", job.outcome.join());
        }
        List<List<Integer>> forwards = model.forwards();
        BatchObserver.BatchFacts last = batches.get(batches.size() - 1);
        assertEquals(List.of(3, 3, 5), forwards.get(forwards.size() - 2), "short ones together");
        assertEquals(List.of(202, 202), forwards.get(forwards.size() - 1));
        assertEquals(3 * 5 + 2 * 202, last.paddedTokens());
    }

    /** While the first is held, others are taken until what waits, counted once to 2.25 times, is above the goal. */
    @Test
    void adaptiveRefusesWhatWouldTakeLongerThanTheGoal() throws InterruptedException {
        FakeModel model = FakeModel.running().taking(1_000_000, 5_000);
        BatchRules rules = new BatchRules(BatchingMode.ADAPTIVE, 1, 0, TimeUnit.MILLISECONDS.toNanos(40));
        List<Job> jobs = new ArrayList<>();
        try (Batcher batcher = batcher(model, rules, 1_000)) {
            assertTrue(batcher.cost().known(), "from the start");
            model.hold();
            for (int i = 0; i < 100; i++) {
                Job job = new Job();
                Admission admission = batcher.submit(job.task(model, "w".repeat(200)));
                if (admission.taken()) {
                    jobs.add(job);
                } else {
                    assertEquals(Verdict.LATE, admission.verdict());
                }
            }
            CostEstimate cost = batcher.cost();
            double fit = 40e6 / cost.ns(1, 202);
            double least = fit / 2.25 / (1 + cost.relativeError()) - 3;
            assertTrue(
                    jobs.size() >= least && jobs.size() <= fit + 1,
                    jobs.size() + " were taken, not " + least + " to " + (fit + 1));
            model.release(1_000);
            jobs.forEach(job -> assertEquals("[200]", job.outcome.join()));
        }
        assertEquals(100 - jobs.size(), refused.size());
    }
}
