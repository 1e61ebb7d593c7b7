package io.narrows.benchmarks.pipelines;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The threads of one pool, first in, first out. Thread-safe. */
final class Pool {
    private final Profiler profiler;
    private final PipelineSpec.PoolSpec spec;
    private final Effort effort;
    private final int firstStep;
    private final Stage queueStage;
    private final List<Stage> stages;
    private final Consumer<Request> next;

    private final Deque<Request> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Held by the one thread that takes; so no two fill a batch at a time. */
    private final ReentrantLock taking = new ReentrantLock();

    Pool(Profiler profiler, PipelineSpec.PoolSpec spec, Effort effort, int firstStep, Consumer<Request> next) {
        this.profiler = profiler;
        this.spec = spec;
        this.effort = effort;
        this.firstStep = firstStep;
        this.next = next;
        queueStage = profiler.stage(spec.queue(), Segment.SERVING);
        stages = spec.steps().stream()
                .map(step -> profiler.stage(step.stage(), step.segment()))
                .toList();
    }

    /** Starts the threads. They end when they are interrupted. */
    List<Thread> start(String name) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < spec.workers(); i++) {
            Thread thread = new Thread(this::work, name + "-" + spec.queue() + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    void submit(Request request) {
        lock.lock();
        try {
            request.trace().enter(queueStage);
            waiting.add(request);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (true) {
                List<Request> taken = take();
                if (spec.maxBatch() == 0) {
                    serve(taken.get(0));
                } else {
                    serve(taken);
                }
                taken.forEach(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Request> take() throws InterruptedException {
        taking.lockInterruptibly();
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                changed.await();
            }
            int most = Math.max(1, spec.maxBatch());
            long leftNs = (long) (spec.maxWaitMs() * 1e6);
            while (waiting.size() < most && leftNs > 0) {
                leftNs = changed.awaitNanos(leftNs);
            }
            List<Request> taken = new ArrayList<>();
            while (!waiting.isEmpty() && taken.size() < most) {
                taken.add(waiting.remove());
            }
            return taken;
        } finally {
            lock.unlock();
            taking.unlock();
        }
    }

    private void serve(Request request) {
        for (int i = 0; i < stages.size(); i++) {
            PipelineSpec.StepSpec step = spec.steps().get(i);
            request.trace().enter(stages.get(i));
            effort.take(step.ms() * request.factor(firstStep + i, step.spread()));
        }
    }

    private void serve(List<Request> members) {
        Batch batch = profiler.beginBatch();
        int longest = 0;
        for (Request member : members) {
            batch.add(member.trace(), member.tokens);
            longest = Math.max(longest, member.tokens);
        }
        batch.padded((long) longest * members.size());
        for (int i = 0; i < stages.size(); i++) {
            PipelineSpec.StepSpec step = spec.steps().get(i);
            batch.enter(stages.get(i));
            double ms = step.ms() + step.msPerMember() * members.size() + step.msPerToken() * longest * members.size();
            effort.take(ms * members.get(0).factor(firstStep + i, step.spread()));
        }
        batch.end();
    }
}
