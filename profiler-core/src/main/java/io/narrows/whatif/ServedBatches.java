package io.narrows.whatif;

import io.narrows.analysis.statistics.Order;
import java.util.Arrays;

/**
 * The batches that a station served: when and whom. A visit that got into no batch has none. Not
 * changed once made.
 */
final class ServedBatches {

    final int count;

    /** When the worker began, and when it was done. */
    final long[] start;

    final long[] end;

    /** Members of batch b are members[firstMember[b]] up to members[firstMember[b + 1]], in the order in which they queued. */
    final int[] firstMember;

    final int[] members;

    final long[] maxTokens;
    final long[] sumTokens;

    /** Ids of the stages of the batches. */
    final int[] stages;

    /** The visit of each batch that stayed longest in it, and so has all its stages. */
    final int[] longest;

    private final int[] batchOf;

    /** When each visit left its worker. */
    private final long[] held;

    /**
     * Puts visits together that were served together.
     *
     * @param rows the visits to the station
     * @param stages the stages that hold a worker
     */
    ServedBatches(Model model, Visits visits, int[] rows, int[] stages) {
        TraceColumns traces = model.traces();
        this.stages = stages;
        held = visits.held;
        batchOf = new int[visits.size];
        Arrays.fill(batchOf, -1);
        long[] serials = new long[rows.length];
        int[] inBatch = new int[rows.length];
        int joined = 0;
        for (int row : rows) {
            long serial = serial(traces, visits, row);
            if (serial != 0) {
                serials[joined] = serial;
                inBatch[joined++] = row;
            }
        }
        // First by the time of queueing, then, stably, by batch.
        long[] enters = new long[joined];
        for (int i = 0; i < joined; i++) {
            enters[i] = visits.enter[inBatch[i]];
        }
        int[] byEnter = Order.ascending(enters);
        long[] keys = new long[joined];
        for (int i = 0; i < joined; i++) {
            keys[i] = serials[byEnter[i]];
        }
        int[] order = Order.ascending(keys);
        members = new int[joined];
        int[] firsts = new int[joined + 1];
        int batches = 0;
        for (int i = 0; i < joined; i++) {
            members[i] = inBatch[byEnter[order[i]]];
            if (i == 0 || keys[order[i]] != keys[order[i - 1]]) {
                firsts[batches++] = i;
            }
        }
        firsts[batches] = joined;
        count = batches;
        firstMember = Arrays.copyOf(firsts, batches + 1);
        start = new long[count];
        end = new long[count];
        maxTokens = new long[count];
        sumTokens = new long[count];
        longest = new int[count];
        describe(model, visits);
    }

    private static long serial(TraceColumns traces, Visits visits, int row) {
        for (int s = visits.regionFirst[row]; s < visits.regionEnd[row]; s++) {
            if (traces.batch[s] != 0) {
                return traces.batch[s];
            }
        }
        return 0;
    }

    /** Which part of its batch a visit stayed in it. */
    double stays(int batch, int visit) {
        double all = (double) end[batch] - start[batch];
        return all <= 0 ? 1 : Math.max(0, (held[visit] - start[batch]) / all);
    }

    private void describe(Model model, Visits visits) {
        TraceColumns traces = model.traces();
        for (int b = 0; b < count; b++) {
            start[b] = Long.MAX_VALUE;
            end[b] = Long.MIN_VALUE;
            for (int m = firstMember[b]; m < firstMember[b + 1]; m++) {
                int row = members[m];
                batchOf[row] = b;
                start[b] = Math.min(start[b], visits.taken[row]);
                end[b] = Math.max(end[b], visits.held[row]);
                long tokens = Math.max(0, traces.tokens[visits.request[row]]);
                maxTokens[b] = Math.max(maxTokens[b], tokens);
                sumTokens[b] += tokens;
            }
            longest[b] = longest(visits, b);
        }
    }

    private int longest(Visits visits, int b) {
        int best = members[firstMember[b]];
        for (int m = firstMember[b]; m < firstMember[b + 1]; m++) {
            best = visits.held[members[m]] > visits.held[best] ? members[m] : best;
        }
        return best;
    }

    /** The batch that a visit was in, or -1. */
    int batchOf(int visit) {
        return batchOf[visit];
    }

    int size(int batch) {
        return firstMember[batch + 1] - firstMember[batch];
    }

    int largest() {
        int most = 1;
        for (int b = 0; b < count; b++) {
            most = Math.max(most, size(b));
        }
        return most;
    }
}
