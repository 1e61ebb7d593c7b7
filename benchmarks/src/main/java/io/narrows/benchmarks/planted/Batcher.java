package io.narrows.benchmarks.planted;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A queue and workers that serve what waits in batches. Thread-safe. */
final class Batcher implements AutoCloseable {

    private final Profiler profiler;
    private final Stage queue;
    private final Stage forward;
    private final Sizes sizes;
    private final Model model;
    private final Consumer<Job> then;
    private final BlockingQueue<Job> waiting = new LinkedBlockingQueue<>();
    private final List<Thread> workers = new ArrayList<>();

    /**
     * How batches are formed.
     *
     * @param workers threads
     * @param maxSize most members
     * @param maxWaitMs how long a worker waits for more after the first
     */
    record Sizes(int workers, int maxSize, double maxWaitMs) {}

    /**
     * What a batch does.
     *
     * @param tokens of a job
     * @param padded whether a batch computes every job at the length of the longest
     * @param run serves jobs, given the tokens that are computed
     */
    record Model(ToLongFunction<Job> tokens, boolean padded, Run run) {
        /** The forward of a batch. */
        interface Run {
            void forward(List<Job> members, long computed);
        }
    }

    Batcher(Rig rig, Sizes sizes, Model model, Consumer<Job> then) {
        this.profiler = rig.profiler();
        this.queue = rig.serving("queue");
        this.forward = rig.compute("forward");
        this.sizes = sizes;
        this.model = model;
        this.then = then;
        for (int i = 0; i < sizes.workers(); i++) {
            Thread worker = new Thread(this::serve, "model-" + i);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
        }
    }

    /** Takes a job. */
    void submit(Job job) {
        job.trace().enter(queue);
        waiting.add(job);
    }

    private void serve() {
        try {
            while (true) {
                serve(gather());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Job> gather() throws InterruptedException {
        List<Job> members = new ArrayList<>(List.of(waiting.take()));
        long untilNs = System.nanoTime() + (long) (sizes.maxWaitMs() * 1e6);
        while (members.size() < sizes.maxSize()) {
            @Nullable Job next = waiting.poll();
            if (next == null && sizes.maxWaitMs() > 0) {
                next = waiting.poll(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            if (next == null) {
                return members;
            }
            members.add(next);
        }
        return members;
    }

    private void serve(List<Job> members) {
        Batch batch = profiler.beginBatch();
        long longest = 0;
        long tokens = 0;
        for (Job job : members) {
            long own = model.tokens().applyAsLong(job);
            batch.add(job.trace(), own);
            longest = Math.max(longest, own);
            tokens += own;
        }
        long computed = model.padded() ? longest * members.size() : tokens;
        if (model.padded()) {
            batch.padded(computed);
        }
        batch.enter(forward);
        model.run().forward(members, computed);
        batch.end();
        members.forEach(then);
    }

    @Override
    public void close() {
        workers.forEach(Thread::interrupt);
    }
}
