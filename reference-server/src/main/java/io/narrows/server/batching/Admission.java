package io.narrows.server.batching;

import java.util.Locale;

/**
 * Whether a task was taken. One that was not stays with who brought it.
 *
 * @param verdict whether, and why not
 * @param retryAfterS after how many seconds it may be worth to try again, at least 1
 */
public record Admission(Verdict verdict, long retryAfterS) {
    private static final long LONGEST_S = 60;

    /** Whether a task was taken, and why not. */
    public enum Verdict {
        /** It waits. */
        TAKEN,
        /** As many wait as may. */
        FULL,
        /** As many wait as may, and one of a higher priority took its place. */
        DISPLACED,
        /** It would be answered later than the latency goal allows. */
        LATE,
        /** Its time was over before it came to wait. */
        EXPIRED,
        /** The batcher is closed. */
        CLOSED;

        /** The name in meters. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Admission of(Verdict verdict) {
        return new Admission(verdict, 1);
    }

    /** Refused, and there may be room in some time. */
    static Admission until(Verdict verdict, double roomInNs) {
        return new Admission(verdict, Math.max(1, Math.min(LONGEST_S, (long) Math.ceil(roomInNs / 1e9))));
    }

    /** Whether the task was taken. */
    public boolean taken() {
        return verdict == Verdict.TAKEN;
    }
}
