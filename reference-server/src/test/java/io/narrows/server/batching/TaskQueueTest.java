package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import io.narrows.server.batching.planning.BatchCut;
import io.narrows.server.batching.planning.BatchPlanner;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.batching.planning.Forwards;
import io.narrows.server.model.TextModel.Tokens;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskQueueTest {
    private static final BatchRules RULES = new BatchRules(BatchingMode.FIXED, 8, 0, TimeUnit.HOURS.toNanos(1));

    private final Trace trace = Profiler.disabled().begin(Profiler.disabled().kind("test"));

    /** Fails where more than one waits. */
    private static final BatchPlanner<QueuedTexts> FAILING = view -> {
        if (view.waiting().size() > 1) {
            throw new ArithmeticException("/ by zero");
        }
        return RULES.<QueuedTexts>planner().plan(view);
    };

    private static final class Nothing implements InferTask.Completion {
        @Override
        public void batchEnded() {}

        @Override
        public void done(float[][] rows) {}

        @Override
        public void failed(Throwable cause) {}

        @Override
        public void skipped() {}
    }

    private InferTask task(int priority, BooleanSupplier gone) {
        return task(priority, gone, 1);
    }

    private InferTask task(int priority, BooleanSupplier gone, int texts) {
        return task(new Urgency(System.nanoTime(), priority, 0), gone, texts);
    }

    private InferTask task(Urgency urgency, BooleanSupplier gone, int texts) {
        List<Tokens> all = Collections.nCopies(texts, new Tokens(new long[] {1, 2, 3}));
        return new InferTask(trace, all, urgency, gone, new Nothing());
    }

    private static QueuedTexts queued(InferTask task) {
        return new QueuedTexts(task, Forwards.inOrder(task.lengths(), 1));
    }

    private static Admission offer(TaskQueue<QueuedTexts> queue, InferTask task) {
        Offered<QueuedTexts> offered = queue.offer(queued(task));
        assertEquals(List.of(), offered.gone());
        assertEquals(List.of(), offered.expired());
        assertNull(offered.displaced());
        return offered.admission();
    }

    private static List<InferTask> tasks(List<QueuedTexts> all) {
        return all.stream().map(QueuedTexts::task).toList();
    }

    @Test
    void whatAPlannerFailsOnIsServedOneByOneAndNothingSweptIsLost() throws InterruptedException {
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(RULES, FAILING, new CostModel(), 8, 1);
        InferTask gone = task(5, () -> true);
        List<InferTask> live = List.of(task(5, () -> false), task(1, () -> false), task(5, () -> false));
        assertTrue(offer(queue, gone).taken());
        live.forEach(task -> assertTrue(offer(queue, task).taken()));
        List<InferTask> order = List.of(live.get(1), live.get(0), live.get(2));
        for (int i = 0; i < order.size(); i++) {
            Taken<QueuedTexts> taken = queue.take(0);
            assertNotNull(taken);
            BatchCut<QueuedTexts> cut = taken.cut();
            assertNotNull(cut);
            assertEquals(List.of(order.get(i)), tasks(cut.members()));
            assertEquals(i == 0 ? List.of(gone) : List.of(), tasks(taken.gone()));
            assertEquals(i < 2 ? BatchCut.End.OFF : BatchCut.End.EMPTY, cut.end());
            queue.ended(0, 1);
        }
        assertEquals(0, queue.size());
    }

    /** Costs are minutes, so that the time that the test takes is nothing beside them. */
    @Test
    void aRequestThatTakesLongerThanTheGoalAloneIsTakenBehindOthers() throws InterruptedException {
        CostModel cost = new CostModel();
        for (int texts = 1; texts <= 16; texts++) {
            cost.ran(texts, 3, TimeUnit.MINUTES.toNanos(texts));
        }
        BatchRules rules = new BatchRules(BatchingMode.ADAPTIVE, 1, 0, TimeUnit.MINUTES.toNanos(10));
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(rules, cost, 8, 1);
        assertTrue(offer(queue, task(5, () -> false)).taken());
        assertNotNull(queue.take(0));
        InferTask large = task(5, () -> false, 60);
        assertTrue(offer(queue, large).taken(), "an hour of work, behind a minute");
        assertEquals(Admission.Verdict.LATE, offer(queue, task(5, () -> false)).verdict(), "behind an hour");
        assertEquals(
                Admission.Verdict.LATE, offer(queue, task(5, () -> false, 60)).verdict());
        assertEquals(List.of(large), tasks(queue.close()));
    }

    @Test
    void aHigherPriorityTakesThePlaceOfTheYoungestOfTheLowest() {
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(RULES, new CostModel(), 4, 1);
        List<InferTask> waiting = Stream.of(9, 5, 9, 5)
                .map(priority -> task(priority, () -> false))
                .toList();
        waiting.forEach(task -> assertTrue(offer(queue, task).taken()));
        assertEquals(Admission.Verdict.FULL, offer(queue, task(9, () -> false)).verdict(), "no higher than the lowest");
        InferTask usual = task(5, () -> false);
        InferTask high = task(1, () -> false);
        InferTask higher = task(4, () -> false);
        assertEquals(waiting.get(2), displacedBy(queue, usual), "the younger one of 9");
        assertEquals(waiting.get(0), displacedBy(queue, high));
        assertEquals(Admission.Verdict.FULL, offer(queue, task(5, () -> false)).verdict());
        assertEquals(usual, displacedBy(queue, higher), "the youngest of 5");
        assertEquals(List.of(waiting.get(1), waiting.get(3), high, higher), tasks(queue.close()));
    }

    private static InferTask displacedBy(TaskQueue<QueuedTexts> queue, InferTask task) {
        Offered<QueuedTexts> offered = queue.offer(queued(task));
        assertTrue(offered.admission().taken());
        Offered.Displaced<QueuedTexts> displaced = offered.displaced();
        assertNotNull(displaced);
        assertEquals(new Admission(Admission.Verdict.DISPLACED, 1), displaced.admission());
        return displaced.task().task();
    }

    @Test
    void whoIsGoneMakesRoomBeforeAnybodyIsRefusedOrDisplaced() {
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(RULES, new CostModel(), 2, 1);
        AtomicBoolean leaves = new AtomicBoolean();
        InferTask leaving = task(1, leaves::get);
        InferTask low = task(9, () -> false);
        InferTask next = task(5, () -> false);
        assertTrue(offer(queue, leaving).taken());
        assertTrue(offer(queue, low).taken());
        leaves.set(true);
        assertEquals(2, queue.size(), "nobody needed the place");
        Offered<QueuedTexts> offered = queue.offer(queued(task(9, () -> false)));
        assertTrue(offered.admission().taken());
        assertEquals(List.of(leaving), tasks(offered.gone()));
        assertNull(offered.displaced());
        assertNotNull(queue.offer(queued(next)).displaced(), "now they are all there");
    }

    @Test
    void whoIsGoneOrOverMakesRoomForAHigherPriorityBeforeAnybodyIsDisplaced() {
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(RULES, new CostModel(), 3, 1);
        AtomicBoolean leaves = new AtomicBoolean();
        InferTask leaving = task(5, leaves::get);
        InferTask low = task(9, () -> false);
        QueuedTexts expiring =
                queued(task(new Urgency(System.nanoTime(), 5, TimeUnit.MILLISECONDS.toNanos(200)), () -> false, 1));
        assertTrue(offer(queue, leaving).taken());
        assertTrue(offer(queue, low).taken());
        assertTrue(queue.offer(expiring).admission().taken());
        leaves.set(true);
        while (!expiring.expired()) {
            Thread.onSpinWait();
        }
        Offered<QueuedTexts> offered = queue.offer(queued(task(1, () -> false)));
        assertTrue(offered.admission().taken());
        assertNull(offered.displaced(), "there was room without the low one");
        assertEquals(List.of(leaving), tasks(offered.gone()));
        assertEquals(List.of(expiring), offered.expired());
        assertEquals(2, queue.size());
    }

    @Test
    void whatWouldBeLateAnywayDisplacesNobody() throws InterruptedException {
        CostModel cost = new CostModel();
        for (int texts = 1; texts <= 16; texts++) {
            cost.ran(texts, 3, TimeUnit.MINUTES.toNanos(texts));
        }
        BatchRules rules = new BatchRules(BatchingMode.ADAPTIVE, 1, 0, TimeUnit.MINUTES.toNanos(10));
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(rules, cost, 1, 1);
        assertTrue(offer(queue, task(9, () -> false, 60)).taken());
        assertNotNull(queue.take(0));
        // The worker has an hour to go, so nothing begins within the goal, whatever its priority.
        assertEquals(Admission.Verdict.LATE, offer(queue, task(1, () -> false)).verdict());
    }

    @Test
    void whatIsGoneAtTheEndIsGivenToWhoCloses() throws InterruptedException {
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(RULES, new CostModel(), 8, 1);
        InferTask gone = task(5, () -> true);
        InferTask live = task(5, () -> false);
        offer(queue, gone);
        offer(queue, live);
        assertEquals(List.of(gone, live), tasks(queue.close()));
        assertNull(queue.take(0));
        assertNull(queue.takeExpired());
    }

    /** Takes from a queue until it is closed, on a thread of its own. */
    private static final class Taker {
        private final BlockingQueue<List<InferTask>> taken = new LinkedBlockingQueue<>();
        private final Thread thread;

        Taker(TaskQueue<QueuedTexts> queue, int worker) {
            thread = new Thread(() -> {
                try {
                    for (Taken<QueuedTexts> one = queue.take(worker); one != null; one = queue.take(worker)) {
                        BatchCut<QueuedTexts> cut = one.cut();
                        taken.add(cut == null ? List.of() : tasks(cut.members()));
                        queue.ended(worker, 1);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
        }

        void awaitState(Thread.State state) {
            while (thread.getState() != state) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aWorkerLooksOutForWhatIsExpectedAndThenSleepsAgain() throws InterruptedException {
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(RULES, new CostModel(), 8, 1);
        Taker worker = new Taker(queue, 0);
        worker.awaitState(Thread.State.WAITING);
        do {
            queue.expect();
        } while (worker.thread.getState() != Thread.State.RUNNABLE);
        worker.awaitState(Thread.State.WAITING);
        InferTask late = task(5, () -> false);
        assertTrue(offer(queue, late).taken());
        assertEquals(List.of(late), worker.taken.take(), "what comes later than expected wakes it");
        queue.expect();
        queue.close();
        worker.thread.join();
        queue.expect();
    }

    @Test
    void nothingThatIsOfferedWhileWorkersLookOutIsLeftWaiting() throws InterruptedException {
        TaskQueue<QueuedTexts> queue = new TaskQueue<>(
                new BatchRules(BatchingMode.OFF, 1, 0, TimeUnit.HOURS.toNanos(1)), new CostModel(), 8, 2);
        Taker one = new Taker(queue, 0);
        Taker other = new Taker(queue, 1);
        for (int i = 0; i < 3_000; i++) {
            if (i % 3 != 0) {
                queue.expect();
            }
            assertTrue(offer(queue, task(5, () -> false)).taken());
            if (i % 5 == 0) {
                queue.expect();
            }
            while (one.taken.size() + other.taken.size() <= i) {
                Thread.onSpinWait(); // nobody else would wake them: a task that is left waiting is never taken
            }
        }
        queue.close();
        one.thread.join();
        other.thread.join();
    }
}
