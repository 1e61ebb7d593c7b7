package io.narrows.log;

import java.time.Duration;

/**
 * How large the log may get. Immutable.
 *
 * @param rotateBytes a new file is begun when the current one holds more than this
 * @param rotateAfter or when it is older than this
 * @param maxLogBytes at least twice {@code rotateBytes}: what all files together may take on disk; the oldest is deleted first, the current one never
 */
public record LogLimits(long rotateBytes, Duration rotateAfter, long maxLogBytes) {

    /** 64 MiB or 1 hour a file, 2 GiB in all. */
    public static final LogLimits DEFAULTS = new LogLimits(64L << 20, Duration.ofHours(1), 2L << 30);

    private static final long MIN_ROTATE_BYTES = 1L << 20;

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if a limit cannot be kept
     */
    public LogLimits {
        if (rotateBytes < MIN_ROTATE_BYTES) {
            throw new IllegalArgumentException("rotateBytes " + rotateBytes + " is under " + MIN_ROTATE_BYTES);
        }
        if (rotateAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("rotateAfter " + rotateAfter + " is under a second");
        }
        if (maxLogBytes / 2 < rotateBytes) {
            throw new IllegalArgumentException(
                    "maxLogBytes " + maxLogBytes + " is under twice the rotateBytes " + rotateBytes);
        }
    }

    /** Returns what one file may hold, so that two of them and their blocks ahead stay within the limit. */
    long fileBytes() {
        return Math.min(rotateBytes, maxLogBytes / 2 - 2 * QueueAppender.BACKING_BYTES);
    }
}
