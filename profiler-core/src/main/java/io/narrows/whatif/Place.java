package io.narrows.whatif;

import io.narrows.analysis.statistics.Order;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A station as it was found in the log. Not changed once made. */
final class Place {

    /** Inversions of order beyond this part of those who waited mean that it is not first in, first out. */
    private static final double MOST_INVERSIONS = 0.05;

    private static final long ORDER_SLACK_NS = 200_000;

    final String name;

    /** The visits to it. */
    final int[] rows;

    /** Ids of the stages that hold a worker, in order. */
    final int[] stages;

    final Rules rules;

    /** Whether the service stated who works here. */
    final boolean stated;

    /** What it served at once, null where it does not batch. */
    final @Nullable ServedBatches batches;

    final HandOvers handOvers;

    /** How many requests really waited for a worker. */
    final int waited;

    /** Why it cannot be replayed; empty where it can. */
    final String problem;

    private final Visits visits;

    Place(Model model, Visits visits, int station) {
        this.visits = visits;
        handOvers = new HandOvers(visits.size);
        name = model.stageName(visits.stationStage[station]);
        rows = visits.of(station);
        boolean batching = batching(model);
        stages = Holding.find(model, visits, rows, batching);
        waited = Waits.moments(visits, rows).length;
        batches = batching ? new ServedBatches(model, visits, rows, stages) : null;
        long statedWorkers = model.stated(name, "workers");
        stated = statedWorkers > 0;
        int workers = (int) Math.min(65_536, stated ? statedWorkers : workers());
        rules = batches == null
                ? new Rules(workers, false, 1, 0, false)
                : Forming.rules(model, name, visits, rows, batches, workers);
        if (batches == null) {
            handOvers();
        } else {
            Forming.handOvers(rules, visits, batches, handOvers);
        }
        problem = problem();
    }

    private boolean batching(Model model) {
        int inBatch = 0;
        for (int row : rows) {
            for (int s = visits.regionFirst[row]; s < visits.regionEnd[row]; s++) {
                if (model.traces().batch[s] != 0) {
                    inBatch++;
                    break;
                }
            }
        }
        return inBatch * 2 > rows.length;
    }

    private int workers() {
        ServedBatches served = batches;
        if (served != null) {
            return Waits.workers(visits, rows, served.start, served.end, true);
        }
        long[] starts = Arrays.stream(rows).mapToLong(row -> visits.taken[row]).toArray();
        long[] ends = Arrays.stream(rows).mapToLong(row -> visits.held[row]).toArray();
        return Waits.workers(visits, rows, starts, ends, false);
    }

    /** Time that visits spent waiting for work to begin that could begin. */
    double handOverNs() {
        double total = 0;
        for (int row : rows) {
            total += handOverNs(row);
        }
        return total;
    }

    /** Time that a visit spent so. */
    long handOverNs(int row) {
        return Math.min(handOvers.ownNs(began(row)), visits.taken[row] - visits.enter[row]);
    }

    /** Whether a worker was idle when work for a visit, or for the first of its batch, could begin. */
    boolean foundIdle(int row) {
        return handOvers.toIdle(began(row));
    }

    /** The visit with which work began: itself or the first of its batch. */
    private int began(int row) {
        ServedBatches served = batches;
        int batch = served == null ? -1 : served.batchOf(row);
        return served == null || batch < 0 ? row : served.members[served.firstMember[batch]];
    }

    /** Part of the workers' time, from the first arrival to the last end, in which they were held. */
    double utilisation(Model model) {
        TraceColumns traces = model.traces();
        long to = traces.start[0] + 1;
        for (int r = 0; r < traces.size; r++) {
            to = Math.max(to, traces.end[r]);
        }
        ServedBatches served = batches;
        double held = 0;
        if (served == null) {
            for (int row : rows) {
                held += visits.held[row] - visits.taken[row];
            }
        } else {
            for (int b = 0; b < served.count; b++) {
                held += served.end[b] - served.start[b];
            }
        }
        return held / rules.workers() / (to - traces.start[0]);
    }

    /** Visits in the order in which they were taken. */
    private int[] byTaken() {
        long[] taken = Arrays.stream(rows).mapToLong(row -> visits.taken[row]).toArray();
        int[] order = Order.ascending(taken);
        return Arrays.stream(order).map(i -> rows[i]).toArray();
    }

    private void handOvers() {
        FreeWorkers workers = new FreeWorkers(rules.workers());
        for (int row : byTaken()) {
            long free = workers.take(visits.held[row]);
            long ready = Math.max(free, visits.enter[row]);
            int kind = free > visits.enter[row] ? HandOvers.BUSY : HandOvers.IDLE;
            handOvers.add(kind, row, visits.taken[row] - ready);
        }
    }

    private String problem() {
        double inversions = inversions();
        if (inversions > 0.5) {
            return "'" + name + "' serves the last that came first, and the replay knows first in, first out only";
        }
        if (inversions > MOST_INVERSIONS) {
            return "'" + name + "' does not serve in the order of arrival (" + Math.round(inversions * 100)
                    + " % of those who waited were overtaken), and the replay knows first in, first out only";
        }
        return "";
    }

    /** Part of those who really waited that were overtaken. */
    private double inversions() {
        long real = Waits.realFrom(visits, rows);
        int waiting = 0;
        int overtaken = 0;
        // Of all taken so far but for the last moments: who came last.
        long latestEntry = Long.MIN_VALUE;
        int seen = 0;
        int[] order = byTaken();
        for (int row : order) {
            while (visits.taken[order[seen]] < visits.taken[row] - ORDER_SLACK_NS) {
                latestEntry = Math.max(latestEntry, visits.enter[order[seen++]]);
            }
            if (visits.taken[row] - visits.enter[row] >= real) {
                waiting++;
                overtaken += visits.enter[row] < latestEntry - ORDER_SLACK_NS ? 1 : 0;
            }
        }
        return waiting < Holding.FEWEST ? 0 : (double) overtaken / waiting;
    }
}
