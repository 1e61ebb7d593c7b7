package io.narrows.benchmarks.planted;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/** Spends time in the calling thread. Thread-safe. */
final class Spend {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Steps of a computation between two looks at the clock. */
    private static final int STEPS = 2_000;

    /** Written so that nobody can leave the computation out. */
    @SuppressWarnings("UnusedVariable")
    private static volatile long sink;

    private Spend() {}

    /** Waits without a core. */
    static void waiting(double ms) {
        long untilNs = System.nanoTime() + (long) (ms * 1e6);
        for (long left = untilNs - System.nanoTime(); left > 0; left = untilNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Computes until this thread has had a core for so long, however long that takes. */
    static void computing(double ms) {
        long untilNs = THREADS.getCurrentThreadCpuTime() + (long) (ms * 1e6);
        long x = untilNs;
        while (THREADS.getCurrentThreadCpuTime() < untilNs) {
            for (int i = 0; i < STEPS; i++) {
                x = x * 6364136223846793005L + 1442695040888963407L;
            }
        }
        sink = x;
    }
}
