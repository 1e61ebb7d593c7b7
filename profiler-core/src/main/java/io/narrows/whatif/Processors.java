package io.narrows.whatif;

/** The clock of a replay, and the processors that some of its work shares. Not thread-safe. */
final class Processors {

    /*
     * A time that passes is an event on the clock. Work that needs a processor shares the c there are with all other such
     * work, each getting the same: with n at work everybody advances at min(1, c / n) of full speed [1]. All advance alike,
     * so a second clock that runs at that speed tells when each is done, and nothing has to be dated anew when n changes.
     * An activity passes first and works then.
     *
     * 1. Kleinrock, Queueing Systems II (1976), processor sharing
     */

    /** What is given when an activity only went on to its second half. */
    static final long NOTHING = -1;

    private static final long WORKS_NEXT = 1L << 63;

    private final double cores;
    private final EventHeap passing;
    private final EventHeap working;

    /** What remains to be worked by the activity of a visit, or of a request's end. */
    private final long[] work;

    private final int visits;
    private long now = Long.MIN_VALUE;

    /** The second clock, in ns of full speed; its fraction of a ns is kept apart. */
    private double worked;

    Processors(int requests, int visits, double cores) {
        this.cores = cores;
        this.visits = visits;
        passing = new EventHeap(1024);
        working = new EventHeap(cores > 0 ? 1024 : 0);
        work = new long[cores > 0 ? requests + visits : 0];
    }

    long now() {
        return now;
    }

    boolean isEmpty() {
        return passing.isEmpty() && working.isEmpty();
    }

    private double speed() {
        return working.size() <= cores ? 1 : cores / working.size();
    }

    private long workDoneAt() {
        if (working.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return now + Math.max(0, (long) Math.ceil((working.nextTime() - worked) / speed()));
    }

    /** Time of the next event, the largest there is where there is none. */
    long nextTime() {
        return Math.min(passing.nextTime(), workDoneAt());
    }

    /** Lets time pass up to a moment before which nothing happens. */
    void advance(long to) {
        if (!working.isEmpty()) {
            worked += (to - now) * speed();
        }
        now = to;
    }

    /** Goes on to the next event and gives it. */
    long next() {
        long works = workDoneAt();
        if (works <= passing.nextTime()) {
            advance(works);
            worked = Math.max(worked, (double) working.nextTime());
            return working.pop();
        }
        advance(passing.nextTime());
        long event = passing.pop();
        if ((event & WORKS_NEXT) == 0) {
            return event;
        }
        long clean = event & ~WORKS_NEXT;
        working.push((long) Math.ceil(worked) + work[slot(clean)], clean);
        return NOTHING;
    }

    /** Begins an activity whose event comes when it has passed and worked. */
    void start(long passNs, long workNs, long event) {
        if (workNs > 0) {
            work[slot(event)] = workNs;
            passing.push(now + passNs, event | WORKS_NEXT);
        } else {
            passing.push(now + passNs, event);
        }
    }

    /** Sets an event for a moment. */
    void at(long time, long event) {
        passing.push(Math.max(now, time), event);
    }

    /** Events with work carry a visit, those of ends a request. */
    private int slot(long event) {
        int id = (int) event;
        return Replay.isEnd(event) ? visits + id : id;
    }
}
