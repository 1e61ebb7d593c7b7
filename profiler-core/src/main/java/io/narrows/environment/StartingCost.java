package io.narrows.environment;

import java.util.concurrent.TimeUnit;

/**
 * What the first seconds cost, spread over the time that follows: starting the flight recorder and compiling the sampler
 * are paid once per run, and should not look like what it costs every second. Nothing is lost: at the end of that time all
 * of it has been told. Thread-safe.
 */
final class StartingCost {
    static final long STARTING_NS = TimeUnit.SECONDS.toNanos(10);
    static final long SPREAD_NS = TimeUnit.MINUTES.toNanos(5);

    private final long startNs;
    private long startingNs;

    StartingCost(long startNs) {
        this.startNs = startNs;
    }

    /**
     * The part of the cost that is told by now; grows with both.
     *
     * @param nowNs now
     * @param totalNs all that it cost so far
     */
    synchronized long told(long nowNs, long totalNs) {
        long sinceNs = nowNs - startNs;
        if (sinceNs <= STARTING_NS) {
            startingNs = totalNs;
        }
        double part = Math.min(1, (double) sinceNs / SPREAD_NS);
        return totalNs - startingNs + (long) (part * startingNs);
    }
}
