package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import io.narrows.server.batching.planning.BatchRules;
import io.narrows.server.batching.planning.BatchingMode;
import io.narrows.server.testing.FakeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads, a short queue, all priorities, short times, clients that leave: whatever happens, each task is told once. */
@Timeout(120)
class BatcherStressTest {
    private static final int THREADS = 4;
    private static final int TASKS = 3_000;

    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();
    private final List<String> twice = new CopyOnWriteArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();

    private final class Job implements InferTask.Completion {
        private final CompletableFuture<String> outcome = new CompletableFuture<>();
        private volatile boolean gone;

        private void end(String how) {
            if (!outcome.complete(how)) {
                twice.add(outcome.join() + ", then " + how);
            }
            outcomes.computeIfAbsent(how, key -> new AtomicInteger()).incrementAndGet();
        }

        @Override
        public void batchEnded() {}

        @Override
        public void done(float[][] rows) {
            answers.addAndGet(rows.length);
            end("done");
        }

        @Override
        public void failed(Throwable cause) {
            end("failed");
        }

        @Override
        public void skipped() {
            end("skipped");
        }

        @Override
        public void expired() {
            end("expired");
        }

        @Override
        public void displaced(Admission admission) {
            end(admission.verdict().word());
        }
    }

    private List<Job> submit(Batcher batcher, FakeModel model, Trace trace, long seed) {
        Random random = new Random(seed);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            Job job = new Job();
            jobs.add(job);
            long timeoutNs = random.nextInt(3) == 0 ? 1 + random.nextInt(2_000_000) : 0;
            Admission admission = batcher.submit(new InferTask(
                    trace,
                    List.of(model.encode("x".repeat(1 + random.nextInt(50)))),
                    new Urgency(System.nanoTime(), 1 + random.nextInt(9), timeoutNs),
                    () -> job.gone,
                    job));
            if (!admission.taken()) {
                job.end("refused");
            }
            jobs.get(random.nextInt(jobs.size())).gone = random.nextInt(4) == 0;
        }
        return jobs;
    }

    /** While both workers are held one expires and one's client leaves, so that both happen at least once. */
    private List<Job> expireAndLeave(Batcher batcher, FakeModel model, Trace trace) throws Exception {
        List<Job> jobs = List.of(new Job(), new Job(), new Job(), new Job());
        model.hold();
        int before = model.forwards().size();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            long timeoutNs = i == 2 ? TimeUnit.MILLISECONDS.toNanos(200) : 0;
            assertTrue(batcher.submit(new InferTask(
                            trace,
                            List.of(model.encode("x")),
                            new Urgency(System.nanoTime(), 5, timeoutNs),
                            () -> job.gone,
                            job))
                    .taken());
            while (i < 2 && model.forwards().size() <= before + i) {
                Thread.onSpinWait();
            }
        }
        jobs.get(3).gone = true;
        assertEquals("expired", jobs.get(2).outcome.get(60, TimeUnit.SECONDS));
        model.release(1 << 20);
        assertEquals("skipped", jobs.get(3).outcome.get(60, TimeUnit.SECONDS));
        return jobs;
    }

    @ParameterizedTest
    @EnumSource(BatchingMode.class)
    void eachTaskIsToldOnceWhateverHappensToTheOthers(BatchingMode mode) throws Exception {
        FakeModel model = FakeModel.running().taking(50_000, 100);
        Profiler profiler = Profiler.disabled();
        Trace trace = profiler.begin(profiler.kind("test"));
        AtomicInteger texts = new AtomicInteger();
        List<CompletableFuture<List<Job>>> running = new ArrayList<>();
        try (Batcher batcher = new Batcher(
                model,
                profiler,
                new BatchRules(mode, 4, 0, TimeUnit.SECONDS.toNanos(60)),
                new Batcher.Sizes(2, 6, 0),
                facts -> texts.addAndGet(facts.texts()))) {
            running.add(CompletableFuture.completedFuture(expireAndLeave(batcher, model, trace)));
            for (int i = 0; i < THREADS; i++) {
                long seed = i;
                running.add(CompletableFuture.supplyAsync(() -> submit(batcher, model, trace, seed)));
            }
            for (CompletableFuture<List<Job>> thread : running) {
                thread.get(60, TimeUnit.SECONDS);
            }
        }
        for (CompletableFuture<List<Job>> thread : running) {
            thread.join().forEach(job -> assertTrue(job.outcome.isDone(), "lost"));
        }
        assertEquals(List.of(), twice);
        assertEquals(
                THREADS * TASKS + 4,
                outcomes.values().stream().mapToInt(AtomicInteger::get).sum());
        assertEquals(texts.get(), answers.get(), "what ran was answered");
        for (String how : List.of("done", "refused", "displaced", "expired", "skipped")) {
            assertTrue(outcomes.containsKey(how), "none was " + how + ": " + outcomes);
        }
    }
}
