package io.narrows.analysis.accounting;

import java.util.Arrays;

/**
 * How much of a time something went on, for any stretch of a run: the integral of a part between 0 and 1. Filled in the
 * order of time, then only asked. Not thread-safe: it remembers where it was asked last.
 */
final class Track {

    private long[] times = new long[64];
    private double[] upTo = new double[64];
    private int size;
    private int last;

    /** Something went on for a part of a time; what overlaps with earlier times is cut off. */
    void add(long fromNs, long toNs, double part) {
        long from = size == 0 ? fromNs : Math.max(fromNs, times[size - 1]);
        if (toNs <= from || toNs - from <= 0 || !(part > 0)) {
            return;
        }
        double sum = size == 0 ? 0 : upTo[size - 1];
        if (size == 0 || times[size - 1] < from) {
            point(from, sum);
        }
        point(toNs, sum + part * (toNs - from));
    }

    private void point(long ns, double sum) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            upTo = Arrays.copyOf(upTo, 2 * size);
        }
        times[size] = ns;
        upTo[size++] = sum;
    }

    boolean empty() {
        return size == 0;
    }

    /** For how long it went on between two moments, in ns. */
    double between(long fromNs, long toNs) {
        return size == 0 || toNs <= times[0] || fromNs >= times[size - 1] ? 0 : at(toNs) - at(fromNs);
    }

    private double at(long ns) {
        int at = lastUpTo(ns);
        if (at < 0) {
            return 0;
        }
        if (at == size - 1) {
            return upTo[at];
        }
        double step = upTo[at + 1] - upTo[at];
        return step == 0 ? upTo[at] : upTo[at] + step * ((double) (ns - times[at]) / (times[at + 1] - times[at]));
    }

    /** Requests come in about the order of time, so the answer is mostly near the last one. */
    private int lastUpTo(long ns) {
        int from = Math.max(0, last - 8);
        int to = Math.min(size, last + 8);
        boolean near = (from == 0 || times[from] <= ns) && (to == size || times[to] > ns);
        int found = Arrays.binarySearch(times, near ? from : 0, near ? to : size, ns);
        int at = found >= 0 ? found : -found - 2;
        last = Math.max(0, at);
        return at;
    }
}
