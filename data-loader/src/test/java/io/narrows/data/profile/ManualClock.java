package io.narrows.data.profile;

import io.narrows.profiler.NanoClock;
import java.util.concurrent.TimeUnit;

/** A clock that a test moves, and that counts how often it was read. One thread. */
final class ManualClock implements NanoClock {
    private long nowNs = 1_000_000_000L;
    private int readings;

    @Override
    public long nanoTime() {
        readings++;
        return nowNs;
    }

    ManualClock ms(double ms) {
        nowNs += Math.round(ms * TimeUnit.MILLISECONDS.toNanos(1));
        return this;
    }

    ManualClock ns(long ns) {
        nowNs += ns;
        return this;
    }

    long nowNs() {
        return nowNs;
    }

    int readings() {
        return readings;
    }
}
