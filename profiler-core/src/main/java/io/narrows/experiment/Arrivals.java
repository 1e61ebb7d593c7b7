package io.narrows.experiment;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * When requests arrive, as offsets from the start of the load. One caller at a time, offsets never decrease.
 *
 * <p>Open arrivals do not look at the server: they keep coming when it stalls, as users do. Closed ones wait for it, and
 * are for finding out what it sustains, not for latency.
 */
interface Arrivals {
    /** What {@link #nextNs} answers when nothing arrives any more. */
    long END = -1;

    /**
     * Returns the offset of the next arrival in ns, or {@link #END}.
     *
     * @param elapsedNs how long the load has been going on
     */
    long nextNs(long elapsedNs);

    /** Length of the whole load in ns. */
    long durationNs();

    /** A Poisson process: independent, exponentially distributed gaps, the same for the same seed. */
    static Arrivals poisson(double ratePerS, Duration duration, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long durationNs = duration.toNanos();
        double meanGapNs = 1e9 / ratePerS;
        return new Arrivals() {
            private double atNs;

            @Override
            public long nextNs(long elapsedNs) {
                atNs += -Math.log(1.0 - random.nextDouble()) * meanGapNs;
                return atNs < durationNs ? (long) atNs : END;
            }

            @Override
            public long durationNs() {
                return durationNs;
            }
        };
    }

    /** The next request arrives when a connection is free for it. */
    static Arrivals closed(Duration duration) {
        long durationNs = duration.toNanos();
        return new Arrivals() {
            @Override
            public long nextNs(long elapsedNs) {
                return elapsedNs < durationNs ? elapsedNs : END;
            }

            @Override
            public long durationNs() {
                return durationNs;
            }
        };
    }
}
