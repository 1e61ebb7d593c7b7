package io.narrows.profiler;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. Every reading is counted per thread. */
final class ManualClock implements NanoClock {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final ThreadLocal<long[]> readings = ThreadLocal.withInitial(() -> new long[1]);

    @Override
    public long nanoTime() {
        readings.get()[0]++;
        return now.get();
    }

    void advance(long ns) {
        now.addAndGet(ns);
    }

    /** Readings by the calling thread. */
    long readings() {
        return readings.get()[0];
    }
}
