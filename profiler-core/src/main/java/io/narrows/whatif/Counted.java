package io.narrows.whatif;

import java.util.Arrays;

/** The requests whose latency counts, of all that are replayed. Not changed. */
final class Counted {

    private final TraceColumns traces;
    private final int[] rows;

    Counted(TraceColumns traces) {
        this.traces = traces;
        rows = new int[count(traces)];
        int at = 0;
        for (int r = 0; r < traces.size; r++) {
            if (traces.counts[r]) {
                rows[at++] = r;
            }
        }
    }

    static int count(TraceColumns traces) {
        int count = 0;
        for (int r = 0; r < traces.size; r++) {
            count += traces.counts[r] ? 1 : 0;
        }
        return count;
    }

    int size() {
        return rows.length;
    }

    /** As observed. */
    Series observed(int blocks) {
        return series(latencies(), 1, blocks);
    }

    long[] latencies() {
        long[] latencies = new long[traces.size];
        for (int r = 0; r < latencies.length; r++) {
            latencies[r] = traces.end[r] - traces.start[r];
        }
        return latencies;
    }

    /**
     * Of all that are replayed, those that count.
     *
     * @param latencies of all
     * @param rate by how much faster they came
     */
    Series series(long[] latencies, double rate, int blocks) {
        long[] mine = of(latencies);
        long[] ends = new long[rows.length];
        long first = traces.start[rows[0]];
        for (int i = 0; i < rows.length; i++) {
            ends[i] = first + Math.round((traces.start[rows[i]] - first) / rate) + mine[i];
        }
        return new Series(mine, ends, first, blocks);
    }

    long[] of(long[] latencies) {
        return Arrays.stream(rows).mapToLong(row -> latencies[row]).toArray();
    }

    /** Medians in the quarters of the run, of the latencies of all that are replayed. */
    long[] mediansOfQuarters(long[] latencies) {
        long[] all = of(latencies);
        long[] medians = new long[4];
        for (int q = 0; q < 4; q++) {
            long[] part = Arrays.copyOfRange(all, all.length * q / 4, all.length * (q + 1) / 4);
            Arrays.sort(part);
            medians[q] = part[part.length / 2];
        }
        return medians;
    }
}
