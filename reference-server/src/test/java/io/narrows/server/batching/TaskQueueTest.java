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
import io.narrows.server.batching.planning.Pending;
import io.narrows.server.batching.planning.Plan;
import io.narrows.server.batching.planning.View;
import io.narrows.server.model.TextModel.Tokens;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskQueueTest {
    private static final BatchRules RULES = new BatchRules(BatchingMode.FIXED, 8, 0, TimeUnit.HOURS.toNanos(1));

    private final Trace trace = Profiler.disabled().begin(Profiler.disabled().kind("test"));

    /** Fails where more than one waits. */
    private static final BatchPlanner FAILING = new BatchPlanner() {
        @Override
        public <T extends Pending> Plan<T> plan(View<T> view) {
            if (view.waiting().size() > 1) {
                throw new ArithmeticException("/ by zero");
            }
            return RULES.planner().plan(view);
        }
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
        List<Tokens> all = Collections.nCopies(texts, new Tokens(new long[] {1, 2, 3}));
        return new InferTask(trace, all, new Urgency(System.nanoTime(), priority, 0), gone, new Nothing());
    }

    private static List<InferTask> tasks(List<Queued> all) {
        return all.stream().map(Queued::task).toList();
    }

    @Test
    void whatAPlannerFailsOnIsServedOneByOneAndNothingSweptIsLost() throws InterruptedException {
        TaskQueue queue = new TaskQueue(RULES, FAILING, new CostModel(), 8, 1);
        InferTask gone = task(5, () -> true);
        List<InferTask> live = List.of(task(5, () -> false), task(1, () -> false), task(5, () -> false));
        assertTrue(queue.offer(gone).taken());
        live.forEach(task -> assertTrue(queue.offer(task).taken()));
        List<InferTask> order = List.of(live.get(1), live.get(0), live.get(2));
        for (int i = 0; i < order.size(); i++) {
            Taken taken = queue.take(0);
            assertNotNull(taken);
            BatchCut<Queued> cut = taken.cut();
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
        TaskQueue queue = new TaskQueue(rules, cost, 8, 1);
        assertTrue(queue.offer(task(5, () -> false)).taken());
        assertNotNull(queue.take(0));
        InferTask large = task(5, () -> false, 60);
        assertTrue(queue.offer(large).taken(), "an hour of work, behind a minute");
        assertEquals(Admission.Verdict.LATE, queue.offer(task(5, () -> false)).verdict(), "behind an hour");
        assertEquals(
                Admission.Verdict.LATE, queue.offer(task(5, () -> false, 60)).verdict());
        assertEquals(List.of(large), tasks(queue.close()));
    }

    @Test
    void whatIsGoneAtTheEndIsGivenToWhoCloses() throws InterruptedException {
        TaskQueue queue = new TaskQueue(RULES, new CostModel(), 8, 1);
        InferTask gone = task(5, () -> true);
        InferTask live = task(5, () -> false);
        queue.offer(gone);
        queue.offer(live);
        assertEquals(List.of(gone, live), tasks(queue.close()));
        assertNull(queue.take(0));
        assertNull(queue.takeExpired());
    }
}
