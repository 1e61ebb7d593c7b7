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
        Tokens text = new Tokens(new long[] {1, 2, 3});
        return new InferTask(trace, List.of(text), new Urgency(System.nanoTime(), priority, 0), gone, new Nothing());
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
