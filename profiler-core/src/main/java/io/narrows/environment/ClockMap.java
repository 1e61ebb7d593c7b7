package io.narrows.environment;

/**
 * Turns times of JFR into times of the run's clock. Used by one thread.
 *
 * <p>JFR stamps events with a counter of its own and turns it into wall time by a rate that it measured at the start of
 * the JVM; over hours the two clocks may drift apart by many ms. So about once a second an event is recorded that carries
 * the run's clock: the distance of the two at that moment. A time is turned by the distance of the mark that is nearest to
 * it, so that only the drift of about a second is left, which is far below a millisecond.
 */
final class ClockMap {
    /** Marks kept: more than come between two flushes. */
    private static final int MARKS = 16;

    private final long[] jfrNs = new long[MARKS];
    private final long[] distanceNs = new long[MARKS];
    private long marks;

    /**
     * Takes a mark.
     *
     * @param jfr its time in ns, by JFR
     * @param clock the same moment by the run's clock
     */
    void mark(long jfr, long clock) {
        int at = (int) (marks++ % MARKS);
        jfrNs[at] = jfr;
        distanceNs[at] = clock - jfr;
    }

    /** Whether there is a mark to go by. */
    boolean known() {
        return marks > 0;
    }

    /** A time of JFR by the run's clock; needs a mark. */
    long clockNs(long jfr) {
        int nearest = 0;
        for (int i = 1; i < Math.min(marks, MARKS); i++) {
            if (Math.abs(jfr - jfrNs[i]) < Math.abs(jfr - jfrNs[nearest])) {
                nearest = i;
            }
        }
        return jfr + distanceNs[nearest];
    }
}
