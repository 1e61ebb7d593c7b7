package io.narrows.benchmarks.pipelines;

import java.util.concurrent.locks.LockSupport;

/** Takes time: sleeping, or burning a processor. Thread-safe. */
public final class Effort {
    private static final int CALIBRATIONS = 30;
    private static final int CALIBRATION_ROUNDS = 2_000_000;

    /** Found out once, so that runs that are compared do the same work. */
    private static double calibrated;

    private final double roundsPerNs;

    private Effort(double roundsPerNs) {
        this.roundsPerNs = roundsPerNs;
    }

    public static Effort sleeping() {
        return new Effort(0);
    }

    /** Burns as much as took a time on a processor of its own when this was first called. */
    public static synchronized Effort burning() {
        if (calibrated == 0) {
            for (int i = 0; i < CALIBRATIONS; i++) {
                long startNs = System.nanoTime();
                burn(CALIBRATION_ROUNDS);
                calibrated = Math.max(calibrated, (double) CALIBRATION_ROUNDS / (System.nanoTime() - startNs));
            }
        }
        return new Effort(calibrated);
    }

    public void take(double ms) {
        long ns = (long) (ms * 1e6);
        if (roundsPerNs > 0) {
            burn((long) (ns * roundsPerNs));
        } else {
            sleepUntil(System.nanoTime() + ns);
        }
    }

    static void sleepUntil(long atNs) {
        for (long left = atNs - System.nanoTime(); left > 0; left = atNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void burn(long rounds) {
        long x = rounds | 1;
        for (long i = 0; i < rounds; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        if (x == 0) {
            throw new IllegalStateException("xorshift reached 0"); // it cannot; this keeps the loop from being removed
        }
    }
}
