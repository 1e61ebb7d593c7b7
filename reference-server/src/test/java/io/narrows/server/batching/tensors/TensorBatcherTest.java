package io.narrows.server.batching.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.server.batching.Admission;
import io.narrows.server.batching.BatchObserver;
import io.narrows.server.batching.Urgency;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.testing.HeldTensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TensorBatcherTest {
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> again = new LinkedBlockingQueue<>();
    private volatile boolean gone;
    private volatile String throwingAt = "";

    private void mayThrow(String at) {
        if (throwingAt.equals(at)) {
            throw new IllegalStateException("the completion throws at " + at);
        }
    }

    private TensorTask task(int rows, int width) {
        return task(rows, width, 5, 0);
    }

    private TensorTask task(int rows, int width, int priority, long timeoutNs) {
        Tensor input =
                Tensor.of("x", Datatype.INT8, List.of((long) rows, (long) width), ByteBuffer.allocate(rows * width));
        String label = rows + "x" + width;
        return new TensorTask(
                Profiler.disabled().begin(Profiler.disabled().kind("test")),
                List.of(input),
                rows,
                new Urgency(System.nanoTime(), priority, timeoutNs),
                () -> gone && width == 9,
                new TensorTask.Completion() {
                    @Override
                    public void waitsAgain() {
                        again.add(label);
                        mayThrow("waitsAgain");
                    }

                    @Override
                    public void batchEnded() {
                        mayThrow("batchEnded");
                    }

                    @Override
                    public void done(List<Tensor> outputs) {
                        outcomes.add(label + " done " + outputs.get(0).shape());
                        mayThrow("done");
                    }

                    @Override
                    public void failed(Throwable cause) {
                        outcomes.add(label + " failed");
                        mayThrow("failed");
                    }

                    @Override
                    public void skipped() {
                        outcomes.add(label + " skipped");
                        mayThrow("skipped");
                    }

                    @Override
                    public void expired() {
                        outcomes.add(label + " expired");
                    }

                    @Override
                    public void displaced(Admission admission) {
                        outcomes.add(label + " displaced");
                    }
                });
    }

    private String outcome() throws InterruptedException {
        return String.valueOf(outcomes.poll(30, TimeUnit.SECONDS));
    }

    private final List<BatchObserver.BatchFacts> batches = new CopyOnWriteArrayList<>();
    private final List<Admission.Verdict> refused = new CopyOnWriteArrayList<>();

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

    private TensorBatcher start(HeldTensors model, int maxRows, int queueSize) {
        return new TensorBatcher(
                model,
                Profiler.disabled(),
                new TensorBatcher.Sizes(1, maxRows, TimeUnit.HOURS.toNanos(1), queueSize, 0),
                observer);
    }

    @Test
    void whatWaitsIsJoinedInItsOrderWhereShapesAgree() throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        try (TensorBatcher batcher = start(model, 6, 100)) {
            assertTrue(batcher.submit(task(1, 1)).taken());
            model.started.acquire();
            for (int[] shape : new int[][] {{2, 5}, {1, 7}, {3, 5}, {2, 5}, {1, 5}, {9, 7}, {1, 7}}) {
                assertTrue(batcher.submit(task(shape[0], shape[1])).taken());
            }
            model.permits.release(100);
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                order.add(outcome());
            }
            assertEquals(
                    "[[[1, 1]], [[2, 5], [3, 5]], [[1, 7]], [[2, 5], [1, 5]], [[9, 7]], [[1, 7]]]",
                    new ArrayList<>(model.forwards).toString());
            assertEquals(
                    List.of(
                            "1x1 done [1, 1]",
                            "2x5 done [2, 5]",
                            "3x5 done [3, 5]",
                            "1x7 done [1, 7]",
                            "2x5 done [2, 5]",
                            "1x5 done [1, 5]",
                            "9x7 done [9, 7]",
                            "1x7 done [1, 7]"),
                    order);
        }
    }

    @Test
    void withoutAnAxisEachRunsByItself() throws Exception {
        HeldTensors model = new HeldTensors(null);
        try (TensorBatcher batcher = start(model, 6, 100)) {
            batcher.submit(task(1, 1));
            model.started.acquire();
            batcher.submit(task(1, 1));
            batcher.submit(task(1, 1));
            model.permits.release(100);
            for (int i = 0; i < 3; i++) {
                assertEquals("1x1 done [1, 1]", outcome());
            }
            assertEquals(3, model.forwards.size());
        }
    }

    @Test
    void aFullQueueRefusesAndWhoIsGoneIsSkipped() throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        try (TensorBatcher batcher = start(model, 6, 2)) {
            batcher.submit(task(1, 1));
            model.started.acquire();
            assertTrue(batcher.submit(task(1, 9)).taken());
            assertTrue(batcher.submit(task(1, 2)).taken());
            assertFalse(batcher.submit(task(1, 3)).taken());
            assertEquals(2, batcher.waiting());
            gone = true;
            model.permits.release(100);
            assertEquals("1x1 done [1, 1]", outcome());
            assertEquals("1x9 skipped", outcome());
            assertEquals("1x2 done [1, 2]", outcome());
        }
    }

    @Test
    void ofAForwardThatFailsEachRunsAloneAndTheWorkerGoesOn() throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        model.failingFromRows = 2;
        try (TensorBatcher batcher = start(model, 6, 10)) {
            batcher.submit(task(1, 1));
            model.started.acquire();
            batcher.submit(task(1, 2));
            batcher.submit(task(2, 2));
            batcher.submit(task(1, 2));
            model.permits.release(5);
            assertEquals(
                    List.of("1x1 done [1, 1]", "1x2 done [1, 2]", "2x2 failed", "1x2 done [1, 2]"),
                    List.of(outcome(), outcome(), outcome(), outcome()));
            assertEquals(List.of("1x2", "2x2", "1x2"), List.copyOf(again));
            assertEquals(
                    "[[[1, 1]], [[1, 2], [2, 2], [1, 2]], [[1, 2]], [[2, 2]], [[1, 2]]]",
                    new ArrayList<>(model.forwards).toString());
            model.permits.release(1);
            batcher.submit(task(1, 4));
            assertEquals("1x4 done [1, 4]", outcome());
        }
    }

    @Test
    void whoLeavesBeforeHeRunsAloneIsSkipped() throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        model.failingFromRows = 2;
        try (TensorBatcher batcher = start(model, 6, 10)) {
            batcher.submit(task(1, 1));
            model.started.acquire();
            batcher.submit(task(1, 9));
            batcher.submit(task(1, 9));
            model.permits.release(1);
            assertEquals("1x1 done [1, 1]", outcome());
            model.started.acquire();
            gone = true;
            model.permits.release(1);
            assertEquals(List.of("1x9 skipped", "1x9 skipped"), List.of(outcome(), outcome()));
        }
    }

    @Test
    void whoseTimeIsOverBeforeHeRunsAloneExpires() throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        model.failingFromRows = 2;
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(500);
        try (TensorBatcher batcher = start(model, 6, 10)) {
            batcher.submit(task(1, 1));
            model.started.acquire();
            batcher.submit(task(1, 2));
            long arrivedNs = System.nanoTime();
            batcher.submit(task(1, 2, 5, timeoutNs));
            model.permits.release(1);
            assertEquals("1x1 done [1, 1]", outcome());
            model.started.acquire();
            while (System.nanoTime() - arrivedNs <= timeoutNs) {
                Thread.onSpinWait();
            }
            model.permits.release(100);
            assertEquals(List.of("1x2 done [1, 2]", "1x2 expired"), List.of(outcome(), outcome()));
        }
        assertEquals("[[[1, 1]], [[1, 2], [1, 2]], [[1, 2]]]", new ArrayList<>(model.forwards).toString());
        assertEquals(List.of(Admission.Verdict.EXPIRED), refused);
    }

    @Test
    void aHigherPriorityGoesFirstAndTakesAPlaceInAFullQueue() throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        try (TensorBatcher batcher = start(model, 6, 3)) {
            batcher.submit(task(1, 1));
            model.started.acquire();
            assertTrue(batcher.submit(task(1, 2, 9, 0)).taken());
            assertTrue(batcher.submit(task(2, 3, 9, 0)).taken());
            assertTrue(batcher.submit(task(3, 2, 5, 0)).taken());
            assertEquals(
                    Admission.Verdict.FULL, batcher.submit(task(1, 8, 9, 0)).verdict());
            assertTrue(batcher.submit(task(4, 4, 1, 0)).taken());
            assertEquals("2x3 displaced", outcome(), "told while the forward is still held");
            model.permits.release(100);
            assertEquals(
                    List.of("1x1 done [1, 1]", "4x4 done [4, 4]", "3x2 done [3, 2]", "1x2 done [1, 2]"),
                    List.of(outcome(), outcome(), outcome(), outcome()));
        }
        assertEquals(
                "[[[1, 1]], [[4, 4]], [[3, 2], [1, 2]]]",
                new ArrayList<>(model.forwards).toString(),
                "joined, the higher first");
        assertEquals(List.of(Admission.Verdict.FULL, Admission.Verdict.DISPLACED), refused);
        assertEquals(
                List.of(BatchCut.End.EMPTY, BatchCut.End.SHAPE, BatchCut.End.EMPTY),
                batches.stream().map(BatchObserver.BatchFacts::end).toList());
    }

    @Test
    void aTaskExpiresWhileTheWorkerIsBusyAndNeverRuns() throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        try (TensorBatcher batcher = start(model, 6, 10)) {
            batcher.submit(task(1, 1));
            model.started.acquire();
            assertTrue(batcher.submit(task(1, 3, 5, TimeUnit.HOURS.toNanos(1))).taken());
            batcher.submit(task(1, 2, 5, 50_000_000));
            assertEquals("1x2 expired", outcome(), "told while the forward is still held");
            model.permits.release(100);
            assertEquals(List.of("1x1 done [1, 1]", "1x3 done [1, 3]"), List.of(outcome(), outcome()));
        }
        assertEquals(List.of(Admission.Verdict.EXPIRED), refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"batchEnded", "done", "failed", "skipped", "waitsAgain"})
    void aCompletionThatThrowsHarmsNobodyElse(String at) throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        model.failingFromRows = 2;
        throwingAt = at;
        try (TensorBatcher batcher = start(model, 6, 10)) {
            batcher.submit(task(1, 1));
            model.started.acquire();
            batcher.submit(task(1, 9));
            batcher.submit(task(2, 9));
            batcher.submit(task(1, 2));
            gone = at.equals("skipped");
            model.permits.release(10);
            String alone = gone ? " skipped" : " done [1, 9]";
            String failing = gone ? " skipped" : " failed";
            assertEquals(
                    List.of("1x1 done [1, 1]", "1x9" + alone, "2x9" + failing, "1x2 done [1, 2]"),
                    List.of(outcome(), outcome(), outcome(), outcome()));
        }
    }

    @Test
    void closingSkipsWhatWaitsAndWaitsForWhatRuns() throws Exception {
        HeldTensors model = new HeldTensors(new BatchAxis(0));
        TensorBatcher batcher = start(model, 6, 10);
        batcher.submit(task(1, 1));
        model.started.acquire();
        batcher.submit(task(1, 2));
        Thread closing = new Thread(batcher::close);
        closing.start();
        assertEquals("1x2 skipped", outcome());
        assertFalse(batcher.submit(task(1, 3)).taken());
        model.permits.release(1);
        assertEquals("1x1 done [1, 1]", outcome());
        closing.join(30_000);
        assertFalse(closing.isAlive());
    }
}
