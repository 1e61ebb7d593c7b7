package io.narrows.benchmarks.recording;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Lets all threads of a benchmark begin their bursts together. */
@State(Scope.Benchmark)
public class Meeting {
    /** Who waits for longer goes on alone: at the end of an iteration the others may have stopped. */
    private static final long LONGEST_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final AtomicLong arrivals = new AtomicLong();
    private int threads;

    @Setup(Level.Trial)
    public void threads(BenchmarkParams params) {
        threads = params.getThreads();
    }

    /** Spins until as many threads as there are have come. */
    void meet() {
        if (threads == 1) {
            return;
        }
        long mine = arrivals.getAndIncrement();
        long all = (mine / threads + 1) * threads;
        long deadlineNs = System.nanoTime() + LONGEST_NS;
        while (arrivals.get() < all && System.nanoTime() < deadlineNs) {
            Thread.onSpinWait();
        }
        // Who went alone has taken the other's place; from then on pairs form anew.
        arrivals.compareAndSet(mine + 1, all);
    }
}
