package io.narrows.analysis.accounting;

import java.util.Arrays;

/** For how long requests executed, all of them together, in each of some slices of time. Not thread-safe. */
final class Executing {

    private final long[] ends;
    private final double[] sums;

    /** By how much the density of execution changes from a slice on. */
    private final double[] changes;

    private final long[] starts;

    /** Slices in the order of time. */
    Executing(long[] starts, long[] ends) {
        this.starts = starts;
        this.ends = ends;
        this.sums = new double[ends.length];
        this.changes = new double[ends.length + 1];
    }

    /** Adds the requests of a ledger; each executes evenly over its time, as it is told of withheld time. */
    Executing add(Ledger ledger) {
        PackedColumn.Cursor from = ledger.starts().cursor();
        PackedColumn.Cursor latency = ledger.latencies().cursor();
        PackedColumn.Cursor service = ledger.service().cursor();
        for (int row = 0; row < ledger.rows(); row++) {
            long ns = latency.orZero(row);
            if (ns > 0) {
                add(from.at(row), from.at(row) + ns, ledger.weight(row) * service.orZero(row) / ns);
            }
        }
        return this;
    }

    private void add(long fromNs, long toNs, double density) {
        int first = after(fromNs);
        int last = after(toNs - 1);
        for (int i = first; i < ends.length && i <= last; i += Math.max(1, last - first)) {
            sums[i] += density * Math.max(0, Math.min(toNs, ends[i]) - Math.max(fromNs, starts[i]));
        }
        if (last - first > 1) {
            changes[first + 1] += density;
            changes[last] -= density;
        }
    }

    /** The first slice that ends after a moment. */
    private int after(long ns) {
        int at = Arrays.binarySearch(ends, ns + 1);
        return at >= 0 ? at : -at - 1;
    }

    /** Time in each slice, in ns. */
    double[] perSlice() {
        double[] all = new double[ends.length];
        double density = 0;
        for (int i = 0; i < all.length; i++) {
            density += changes[i];
            all[i] = sums[i] + Math.max(0, density) * (ends[i] - starts[i]);
        }
        return all;
    }
}
