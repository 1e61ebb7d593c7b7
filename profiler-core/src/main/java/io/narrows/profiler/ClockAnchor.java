package io.narrows.profiler;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The same moment on the wall clock and on the recording clock.
 *
 * @param wallNs ns since 1970
 * @param clockNs ns of the recording clock
 */
record ClockAnchor(long wallNs, long clockNs) {
    private static final int READINGS = 8;

    /** Reads the wall clock between two readings of the other, and takes the closest of a few such pairs. */
    static ClockAnchor take(NanoClock clock, Supplier<Instant> wallClock) {
        Instant wall = Instant.EPOCH;
        long clockNs = 0;
        long closest = Long.MAX_VALUE;
        for (int i = 0; i < READINGS; i++) {
            long before = clock.nanoTime();
            Instant between = wallClock.get();
            long apart = clock.nanoTime() - before;
            if (apart < closest) {
                closest = apart;
                wall = between;
                clockNs = before + apart / 2;
            }
        }
        return new ClockAnchor(TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano(), clockNs);
    }
}
