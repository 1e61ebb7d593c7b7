package io.narrows.data;

import io.narrows.profiler.NanoClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until some thread moves it. */
final class SharedClock implements NanoClock {
    private final AtomicLong nowNs = new AtomicLong(TimeUnit.SECONDS.toNanos(1));

    @Override
    public long nanoTime() {
        return nowNs.get();
    }

    void ms(double ms) {
        nowNs.addAndGet(Math.round(ms * TimeUnit.MILLISECONDS.toNanos(1)));
    }
}
