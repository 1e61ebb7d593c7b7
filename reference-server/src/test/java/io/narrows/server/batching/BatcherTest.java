package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import io.narrows.server.testing.FakeModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatcherTest {
    private final Profiler profiler = Profiler.disabled();
    private final Trace trace = profiler.begin(profiler.kind("test"));

    /** A task whose outcome is its rows' first numbers, "failed: ..." or "skipped". */
    private final class Job implements InferTask.Completion {
        final CompletableFuture<String> outcome = new CompletableFuture<>();
        final AtomicBoolean gone = new AtomicBoolean();
        private final AtomicBoolean batchEnded = new AtomicBoolean();

        InferTask task(FakeModel model, String... texts) {
            return new InferTask(trace, Arrays.stream(texts).map(model::encode).toList(), gone::get, this);
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
    }

    private Batcher batcher(FakeModel model, int maxTexts, int queueSize) {
        return new Batcher(
                model, profiler, new Batcher.Sizes(1, maxTexts, queueSize, 0), (texts, tokens, padded) -> {});
    }

    @Test
    void aLoneTaskRunsAlone() {
        FakeModel model = FakeModel.running();
        try (Batcher batcher = batcher(model, 8, 8)) {
            Job job = new Job();
            assertTrue(batcher.submit(job.task(model, "ab", "abc")));
            assertEquals("[2, 3]", job.outcome.join());
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
            assertTrue(batcher.submit(new Job().task(model, "b")));
            assertTrue(batcher.submit(new Job().task(model, "c")));
            assertFalse(batcher.submit(new Job().task(model, "d")));
            model.release(100);
        }
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
        assertFalse(batcher.submit(new Job().task(model, "c")));
        model.release(1);
        closing.join();
        assertEquals("[1]", running.outcome.join());
    }
}
