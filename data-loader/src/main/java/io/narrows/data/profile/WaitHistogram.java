package io.narrows.data.profile;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long waits were: counts in classes whose width is at most a sixteenth of their value. Written by one thread, read by any;
 * a reading may lack the last few.
 */
final class WaitHistogram {
    private static final int BITS = 4;
    private static final int PER_POWER = 1 << BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - BITS) * PER_POWER);

    void add(long ns) {
        int at = classOf(Math.max(0, ns));
        counts.setOpaque(at, counts.getPlain(at) + 1);
    }

    /** The wait that such a part of all was no longer than; 0 without any. Off by at most a sixteenth. */
    long quantile(double part) {
        long all = 0;
        for (int i = 0; i < counts.length(); i++) {
            all += counts.getOpaque(i);
        }
        long rank = (long) Math.ceil(part * all);
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.getOpaque(i);
            if (all > 0 && seen >= rank) {
                return highest(i);
            }
        }
        return 0;
    }

    private static int classOf(long ns) {
        if (ns < PER_POWER) {
            return (int) ns;
        }
        int shift = Long.SIZE - Long.numberOfLeadingZeros(ns) - 1 - BITS;
        return (shift + 1) * PER_POWER + (int) ((ns >>> shift) - PER_POWER);
    }

    private static long highest(int at) {
        if (at < PER_POWER) {
            return at;
        }
        int shift = at / PER_POWER - 1;
        return ((long) (at % PER_POWER + PER_POWER + 1) << shift) - 1;
    }
}
