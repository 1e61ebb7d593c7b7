package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.batching.planning.Forwards;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the threads of a queue, and of those who wait, when something throws that nobody expected. */
@Timeout(30)
class WorkersTest {
    private static final BatchRules RULES = new BatchRules(BatchingMode.FIXED, 8, 0, TimeUnit.HOURS.toNanos(1));

    private final Trace trace = Profiler.disabled().begin(Profiler.disabled().kind("test"));
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
    private final TaskQueue<QueuedTexts> queue = new TaskQueue<>(RULES, new CostModel(), 8, 1);
    private final Workers<QueuedTexts> workers = new Workers<>(queue, facts -> {});

    private QueuedTexts task(String name, BooleanSupplier gone) {
        InferTask.Completion completion = new InferTask.Completion() {
            @Override
            public void batchEnded() {
                outcomes.add(name + " ended");
            }

            @Override
            public void done(float[][] rows) {
                outcomes.add(name + " done");
            }

            @Override
            public void failed(Throwable cause) {
                outcomes.add(name + " failed: " + cause.getMessage());
            }

            @Override
            public void skipped() {
                outcomes.add(name + " skipped");
            }
        };
        InferTask task = new InferTask(
                trace,
                List.of(new Tokens(new long[] {1, 2, 3})),
                new Urgency(System.nanoTime(), 5, 0),
                gone,
                completion);
        return new QueuedTexts(task.once(), Forwards.inOrder(task.lengths(), 8));
    }

    private List<String> outcomes(int count) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(String.valueOf(outcomes.poll(20, TimeUnit.SECONDS)));
        }
        return all;
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void membersOfABatchThatThrowsAreToldOnceAndTheWorkerGoesOn() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Workers.Runs<QueuedTexts> run = (cut, expectedNs) -> {
            if (runs.incrementAndGet() == 1) {
                throw new OutOfMemoryError("before any");
            }
            cut.members().forEach(one -> one.tell(TaskCompletion::batchEnded));
            cut.members().get(0).task().tell(completion -> completion.done(new float[0][]));
            if (runs.get() == 2) {
                throw new IllegalStateException("after the first");
            }
        };
        assertTrue(queue.offer(task("a", () -> false)).admission().taken());
        assertTrue(queue.offer(task("b", () -> false)).admission().taken());
        workers.start("test-", List.of(run));
        assertEquals(List.of("a ended", "b ended", "a failed: before any", "b failed: before any"), outcomes(4));
        QueuedTexts c = task("c", () -> false);
        assertTrue(workers.submit(c).taken());
        assertEquals(List.of("c ended", "c done"), outcomes(2));
        assertTrue(workers.submit(task("d", () -> false)).taken());
        assertEquals(List.of("d ended", "d done"), outcomes(2), "c was told nothing more, and the worker runs");
    }

    @Test
    void aTurnThatThrowsLosesNobody() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        workers.start("test-", List.of((cut, expectedNs) -> cut.members()
                .forEach(one -> one.task().tell(completion -> completion.done(new float[0][])))));
        QueuedTexts one = task("a", () -> {
            if (asked.incrementAndGet() <= 2) {
                throw new IllegalStateException("cannot say");
            }
            return false;
        });
        assertTrue(workers.submit(one).taken());
        assertEquals(List.of("a done"), outcomes(1));
        assertEquals(Collections.emptyList(), List.copyOf(outcomes));
    }
}
