package io.narrows.analysis.accounting;

import io.narrows.log.LatencyBuckets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is learnt, while the log is read, of the workers behind a wait: how many there are, when one of them is free again,
 * and whether they wait for a batch to fill. Not thread-safe.
 */
final class Station {

    /*
     * Workers: the 99.5th percentile of the number of simultaneous executions over the time in which there was one. The
     * largest number would be spoilt by a single clock that ran ahead.
     *
     * Free again: a worker may go on to what no longer occupies it (the answer is written by another thread, in the next
     * stage without a gap). So for each stage it is counted how often its end in one execution is the last one before the
     * beginning of another that had waited. The stage that is it most often ends the occupation.
     *
     * Filling: the longest free wait in front of idle workers shows a batch window as many waits of nearly the same
     * length, the window's; the time in which a thread wakes up does not.
     */

    private static final double QUANTILE = 0.995;
    private static final int MOST_WORKERS = 4_096;
    private static final int ENOUGH = 20;

    /** No stage. */
    static final int NOT_KNOWN = Integer.MIN_VALUE;

    private static final long SHORTEST_WINDOW_NS = 500_000;
    private static final double SAME_LENGTH = 0.85;

    /** By the number of executions at once. */
    private double[] timeAt = new double[16];

    private final Map<Integer, Long> released = new TreeMap<>();
    private final long[] freeWaits = new long[LatencyBuckets.COUNT];
    private long freeWaitCount;
    private int stated;
    private boolean statedWindow;
    private boolean window;

    /** The embedder said how many workers there are. */
    void stated(int workers, boolean statedWindow) {
        stated = Math.max(stated, workers);
        this.statedWindow |= statedWindow;
        window |= statedWindow;
    }

    /** So many executions ran at once for some time. */
    void concurrent(int executions, long ns) {
        int number = Math.min(executions, MOST_WORKERS);
        if (number >= timeAt.length) {
            timeAt = Arrays.copyOf(timeAt, Math.max(2 * timeAt.length, number + 1));
        }
        timeAt[number] += ns;
    }

    int workers() {
        if (stated > 0) {
            return stated;
        }
        double sum = 0;
        for (double ns : timeAt) {
            sum += ns;
        }
        double upTo = 0;
        for (int number = 1; number < timeAt.length; number++) {
            upTo += timeAt[number];
            if (timeAt[number] > 0 && upTo >= QUANTILE * sum) {
                return number;
            }
        }
        return 1;
    }

    /** The end of a stage in one execution was the beginning of another. */
    void released(int stage) {
        released.merge(stage, 1L, Long::sum);
    }

    /** The stage with whose end a worker is free again, or {@link #NOT_KNOWN}. */
    int lastStage() {
        int last = NOT_KNOWN;
        long most = ENOUGH - 1;
        for (Map.Entry<Integer, Long> count : released.entrySet()) {
            if (count.getValue() > most) {
                most = count.getValue();
                last = count.getKey();
            }
        }
        return last;
    }

    /** The first member of a batch waited so long although a worker was free. */
    void freeWait(long ns) {
        freeWaits[LatencyBuckets.index(ns)]++;
        freeWaitCount++;
    }

    /** Whether a free worker waits for a batch to fill, even where nobody comes. */
    boolean fills() {
        return window;
    }

    /** Makes up its mind on what it has learnt. */
    void learnt() {
        if (statedWindow) {
            return;
        }
        long longest = freeWaitQuantile(0.99);
        window = freeWaitCount >= ENOUGH
                && longest >= SHORTEST_WINDOW_NS
                && freeWaitQuantile(0.75) >= SAME_LENGTH * longest;
    }

    private long freeWaitQuantile(double p) {
        long upTo = 0;
        for (int i = 0; i < freeWaits.length; i++) {
            upTo += freeWaits[i];
            if (upTo > 0 && upTo >= p * freeWaitCount) {
                return LatencyBuckets.lowNs(i);
            }
        }
        return 0;
    }
}
