package io.narrows.benchmarks.planted;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What a pipeline is built from: stages, threads, and requests that arrive. Built and driven by one thread; close it before
 * the profiler.
 */
final class Rig implements AutoCloseable {

    /** First 64 bits of the trace ids that are measured; those of the warm-up have others. */
    static final long SESSION = 0x706c616e74656421L;

    private static final long LONGEST_DRAIN_S = 30;
    private static final long SEED = 20_261_125;

    private final Profiler profiler;
    private final Kind kind;
    private final List<ExecutorService> pools = new ArrayList<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private final AtomicLong open = new AtomicLong();

    Rig(Profiler profiler) {
        this.profiler = profiler;
        this.kind = profiler.kind("request");
    }

    Profiler profiler() {
        return profiler;
    }

    Stage serving(String name) {
        return profiler.stage(name, Segment.SERVING);
    }

    Stage data(String name) {
        return profiler.stage(name, Segment.DATA);
    }

    Stage compute(String name) {
        return profiler.stage(name, Segment.COMPUTE);
    }

    Attribute attribute(String name, String unit) {
        return profiler.attribute(name, unit);
    }

    /** Threads that take jobs first in, first out. */
    ExecutorService pool(String name, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        pools.add(pool);
        return pool;
    }

    /** Closes something with the rig. */
    <T extends AutoCloseable> T closing(T other) {
        others.add(other);
        return other;
    }

    /** Ends a job. */
    void end(Job job) {
        job.trace().end();
        open.decrementAndGet();
    }

    /**
     * Lets requests arrive at random moments, independent of each other and of what becomes of them, and waits for the last.
     *
     * @param session whether they are measured
     * @param perS arrivals a second
     * @param burst requests to an arrival
     * @param seconds for how long
     * @param to takes each request in the thread of the caller
     */
    void arrive(boolean session, double perS, int burst, double seconds, Consumer<Job> to) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(session ? SEED : SEED + 1);
        long startNs = System.nanoTime();
        double atNs = 0;
        long number = 0;
        while (atNs < seconds * 1e9) {
            atNs += -Math.log(1 - random.nextDouble()) * 1e9 / perS;
            Spend.waiting((startNs + atNs - System.nanoTime()) / 1e6);
            for (int i = 0; i < burst; i++) {
                open.incrementAndGet();
                Trace trace = profiler.begin(kind, System.nanoTime(), session ? SESSION : 1, number + 1);
                to.accept(new Job(number++, trace, random.split()));
            }
        }
        drain();
    }

    private void drain() throws InterruptedException {
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_DRAIN_S);
        while (open.get() > 0) {
            if (System.nanoTime() > untilNs) {
                throw new IllegalStateException(open + " requests did not end within " + LONGEST_DRAIN_S + " s");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void close() {
        pools.forEach(ExecutorService::shutdownNow);
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot be closed: " + other, e);
            }
        }
    }
}
