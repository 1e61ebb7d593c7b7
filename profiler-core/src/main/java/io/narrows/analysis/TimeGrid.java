package io.narrows.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums and maxima over time in a bounded number of equal slices, for a run of unknown length: when the last slice is full,
 * neighbours are put together and slices become twice as long. Not thread-safe.
 */
final class TimeGrid {

    private static final int SLICES = 512;
    private static final long FIRST_WIDTH_NS = 100_000_000L;

    private final List<Column> columns = new ArrayList<>();
    private long originNs;
    private long widthNs = FIRST_WIDTH_NS;
    private int used;

    /** One quantity. */
    static final class Column {
        private final double[] sums = new double[SLICES];
        private final double[] maxima = new double[SLICES];

        private Column() {}

        void add(int slice, long value) {
            sums[slice] += value;
            maxima[slice] = Math.max(maxima[slice], (double) value);
        }

        private void fold() {
            for (int i = 0; i < SLICES / 2; i++) {
                sums[i] = sums[2 * i] + sums[2 * i + 1];
                maxima[i] = Math.max(maxima[2 * i], maxima[2 * i + 1]);
            }
            Arrays.fill(sums, SLICES / 2, SLICES, 0);
            Arrays.fill(maxima, SLICES / 2, SLICES, 0);
        }
    }

    /** Neighbouring slices, or parts of them, as one. */
    final class Part {
        private final double fromNs;
        private final double toNs;

        private Part(double fromNs, double toNs) {
            this.fromNs = fromNs;
            this.toNs = toNs;
        }

        /** Start in seconds after a moment. */
        double fromS(long zeroNs) {
            return (fromNs - (zeroNs - originNs)) / 1e9;
        }

        /** End in seconds after a moment. */
        double toS(long zeroNs) {
            return (toNs - (zeroNs - originNs)) / 1e9;
        }

        double sum(Column column) {
            double sum = 0;
            for (int i = first(); i <= last(); i++) {
                double from = Math.max(fromNs, (double) i * widthNs);
                double to = Math.min(toNs, (i + 1.0) * widthNs);
                sum += column.sums[i] * Math.max(0, to - from) / widthNs;
            }
            return sum;
        }

        double max(Column column) {
            double max = 0;
            for (int i = first(); i <= last(); i++) {
                max = Math.max(max, column.maxima[i]);
            }
            return max;
        }

        private int first() {
            return (int) Math.max(0, Math.min(SLICES - 1, Math.floor(fromNs / widthNs)));
        }

        private int last() {
            return (int) Math.max(0, Math.min(SLICES - 1, Math.ceil(toNs / widthNs) - 1));
        }
    }

    /** A further quantity; also after the first values of others. */
    Column column() {
        Column column = new Column();
        columns.add(column);
        return column;
    }

    /** Number of the slice that a moment lies in; one before the first moment is in the first. */
    int slice(long atNs) {
        if (used == 0) {
            originNs = atNs;
        }
        long distance = atNs - originNs;
        long after = atNs <= originNs ? 0 : distance < 0 ? Long.MAX_VALUE : distance;
        while (after / widthNs >= SLICES) {
            columns.forEach(Column::fold);
            used = (used + 1) / 2;
            widthNs *= 2;
        }
        int slice = (int) (after / widthNs);
        used = Math.max(used, slice + 1);
        return slice;
    }

    /** Whether anything was added. */
    boolean empty() {
        return used == 0;
    }

    /** A stretch of time; what lies outside of the grid adds nothing. */
    Part part(long fromNs, long toNs) {
        return new Part((double) fromNs - originNs, (double) toNs - originNs);
    }

    /** A stretch of time in parts of as many whole slices each, the first and last cut to it; at most a number of parts. */
    List<Part> parts(long fromNs, long toNs, int most) {
        List<Part> parts = new ArrayList<>();
        if (empty() || toNs <= fromNs) {
            return parts;
        }
        double start = (double) fromNs - originNs;
        double end = (double) toNs - originNs;
        double first = Math.floor(start / widthNs);
        double slices = Math.ceil(end / widthNs) - first;
        double group = Math.ceil(slices / Math.max(1, most)) * widthNs;
        for (double at = first * widthNs; at < end; at += group) {
            parts.add(new Part(Math.max(start, at), Math.min(end, at + group)));
        }
        return parts;
    }

    /** First moment of the grid. */
    long fromNs() {
        return originNs;
    }

    /** End of its last used slice. */
    long toNs() {
        return originNs + used * widthNs;
    }
}
