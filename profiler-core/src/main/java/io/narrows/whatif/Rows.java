package io.narrows.whatif;

import io.narrows.analysis.statistics.Order;
import java.util.Collection;

/** Puts the kept rows in the order of arrival. */
final class Rows {

    private Rows() {}

    /**
     * The last rows of several tables, by start. Rows that do not count are left out where they ended before the first that
     * counts began, or began after the last ended: they stood in nobody's way.
     *
     * @param tables in the order in which they were filled
     * @param most how many rows at most
     */
    static TraceColumns lastByArrival(Collection<TraceColumns> tables, int most) {
        int total = 0;
        for (TraceColumns table : tables) {
            total += table.size;
        }
        int[] rowOf = new int[Math.min(total, most)];
        TraceColumns[] tableOf = new TraceColumns[rowOf.length];
        long[] starts = new long[rowOf.length];
        int skip = total - rowOf.length;
        int at = 0;
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (TraceColumns table : tables) {
            for (int row = 0; row < table.size; row++) {
                if (skip > 0) {
                    skip--;
                    continue;
                }
                tableOf[at] = table;
                rowOf[at] = row;
                starts[at++] = table.start[row];
                if (table.counts[row]) {
                    from = Math.min(from, table.start[row]);
                    to = Math.max(to, table.end[row]);
                }
            }
        }
        TraceColumns result = new TraceColumns();
        for (int i : Order.ascending(starts)) {
            TraceColumns table = tableOf[i];
            int row = rowOf[i];
            if (table.end[row] >= from && table.start[row] <= to) {
                result.add(table, row);
            }
        }
        return result;
    }
}
