package io.narrows.analysis;

import java.util.Arrays;

/**
 * How many intervals cover each of many evenly spaced moments. However long the run, it takes the same memory: when it
 * outgrows its moments, every second one is dropped, and the counts at the others stay exact. Not thread-safe.
 */
final class Moments {

    /*
     * Cell i holds what begins less what ends after moment i - 1 and not after moment i; the sum of the cells up to i is what
     * covers moment i. Dropping every second moment adds two neighbouring cells.
     */

    private static final int MOMENTS = 1 << 15;
    private static final int FINEST_BITS = 12;
    private static final int COARSEST_BITS = 46;
    private static final double SOME = 1e-3;

    private final double[] changes = new double[MOMENTS];
    private long originNs;

    /** The step between two moments is 2 to this power, in ns. */
    private int stepBits = FINEST_BITS;

    private boolean any;

    /** The same moments with the same counts, to go on differently. */
    Moments copy() {
        Moments copy = new Moments();
        System.arraycopy(changes, 0, copy.changes, 0, MOMENTS);
        copy.originNs = originNs;
        copy.stepBits = stepBits;
        copy.any = any;
        return copy;
    }

    /** Adds an interval that begins at one moment and ends before another, as often as its weight says. */
    void add(long startNs, long endNs, double weight) {
        if (!any) {
            any = true;
            originNs = startNs;
        }
        while (cell(endNs) >= MOMENTS && stepBits < COARSEST_BITS) {
            coarser();
        }
        int from = (int) Math.max(0, Math.min(MOMENTS - 1, cell(startNs)));
        int to = (int) Math.max(0, Math.min(MOMENTS - 1, cell(endNs)));
        if (from < to) {
            changes[from] += weight;
            changes[to] -= weight;
        }
    }

    /** Number of the first moment that is not before a time. */
    private long cell(long ns) {
        return -((originNs - ns) >> stepBits);
    }

    /** How many were under way on average between two times; the nearest moment where none lies between them. */
    double mean(double fromNs, double toNs) {
        double stepNs = 1L << stepBits;
        long first = Math.max(0, (long) Math.ceil((fromNs - originNs) / stepNs));
        long last = Math.max(first, (long) Math.ceil((toNs - originNs) / stepNs) - 1);
        double now = 0;
        double sum = 0;
        for (int i = 0; i <= Math.min(MOMENTS - 1, last); i++) {
            now += changes[i];
            sum += i >= first ? now : 0;
        }
        return Math.max(0, sum / (last - first + 1));
    }

    private void coarser() {
        for (int i = 1; 2 * i - 1 < MOMENTS; i++) {
            changes[i] = changes[2 * i - 1] + (2 * i < MOMENTS ? changes[2 * i] : 0);
        }
        Arrays.fill(changes, MOMENTS / 2 + 1, MOMENTS, 0);
        stepBits++;
    }

    /**
     * Sums up the moments between two times.
     *
     * @param mean what was under way on average, known exactly
     */
    Concurrency between(long fromNs, long toNs, double mean) {
        double now = 0;
        double max = 0;
        int busy = 0;
        int moments = 0;
        for (int i = 0; i < MOMENTS; i++) {
            now += changes[i];
            long at = originNs + ((long) i << stepBits);
            if (at >= fromNs && at <= toNs) {
                moments++;
                max = Math.max(max, now);
                busy += now > SOME ? 1 : 0;
            }
        }
        return new Concurrency(mean, Math.round(max), moments == 0 ? 0 : (double) busy / moments);
    }
}
