package io.narrows.data.profile;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long waits were: counts in classes whose width is at most a sixteenth of their value. Written by one thread, read by any;
 * a reading may lack the last few.
 *
 * <p>The consumer itself reads it some times a second, in code that is cold for that long: so in one pass, and not farther than
 * there is something.
 */
final class WaitHistogram {
    private static final int BITS = 4;
    private static final int PER_POWER = 1 << BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - BITS) * PER_POWER);

    /** How many there are. */
    private final AtomicLong all = new AtomicLong();

    void add(long ns) {
        int at = classOf(Math.max(0, ns));
        all.setOpaque(all.getPlain() + 1);
        counts.setOpaque(at, counts.getPlain(at) + 1);
    }

    /**
     * The waits that such parts of all were no longer than; 0 without any. Off by at most a sixteenth.
     *
     * @param parts growing, from 0 to 1
     */
    long[] quantiles(double... parts) {
        long[] found = new long[parts.length];
        long total = all.getOpaque();
        long seen = 0;
        int next = 0;
        long last = 0;
        for (int at = 0; at < counts.length() && next < parts.length && seen < total; at++) {
            long here = counts.getOpaque(at);
            if (here == 0) {
                continue;
            }
            seen += here;
            last = highest(at);
            while (next < parts.length && seen >= Math.ceil(parts[next] * total)) {
                found[next++] = last;
            }
        }
        Arrays.fill(found, next, found.length, last); // the classes read may lack some of all
        return found;
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
