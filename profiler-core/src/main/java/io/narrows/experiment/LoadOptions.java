package io.narrows.experiment;

import java.time.Duration;

/**
 * How a load is made.
 *
 * @param ratePerS mean arrivals per second
 * @param warmUp how long arrivals come before they are measured; their requests carry another trace id
 * @param duration how long arrivals are measured
 * @param connections most requests under way at a time; an arrival beyond that waits, and its wait counts
 * @param timeout how long a request may take from its scheduled arrival, waiting included
 * @param workload what is sent; its seed also fixes the schedule
 */
public record LoadOptions(
        double ratePerS,
        Duration warmUp,
        Duration duration,
        int connections,
        Duration timeout,
        WorkloadOptions workload) {
    /** Highest rate. */
    public static final int MAX_RATE_PER_S = 1_000_000;
    /** Most requests under way at a time. */
    public static final int DEFAULT_CONNECTIONS = 64;
    /** How long a request may take from its scheduled arrival. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    /** How long arrivals come before they are measured. */
    public static final Duration DEFAULT_WARM_UP = Duration.ofSeconds(2);

    public LoadOptions {
        if (!(ratePerS > 0) || ratePerS > MAX_RATE_PER_S) {
            throw new LoadException(
                    "rate must be above 0 and at most " + MAX_RATE_PER_S + " requests per second, got " + ratePerS);
        }
        if (warmUp.isNegative()) {
            throw new LoadException("warm-up must not be negative, got " + warmUp);
        }
        if (duration.isNegative() || duration.isZero() || duration.compareTo(Duration.ofHours(24)) > 0) {
            throw new LoadException("duration must be above 0 and at most 24 hours, got " + duration);
        }
        if (connections < 1 || connections > 4096) {
            throw new LoadException("connections must be from 1 to 4096, got " + connections);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new LoadException("timeout must be above 0, got " + timeout);
        }
    }

    /** The default load at this rate. */
    public static LoadOptions of(double ratePerS, Duration duration, long seed) {
        return new LoadOptions(
                ratePerS,
                DEFAULT_WARM_UP,
                duration,
                DEFAULT_CONNECTIONS,
                DEFAULT_TIMEOUT,
                WorkloadOptions.defaults(seed));
    }
}
