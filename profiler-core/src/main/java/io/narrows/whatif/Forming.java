package io.narrows.whatif;

import io.narrows.analysis.statistics.LongColumn;
import io.narrows.analysis.statistics.Order;
import java.util.Arrays;

/** Finds by which rules a station forms its batches. Holds no state. */
final class Forming {

    /*
     * A free worker either starts with what is there, or waits for the batch to fill, up to a time that runs from when it
     * was free for the first member or from when that one queued. Batches that are not full and whose worker was free when
     * their first member came tell the time: all of them took about the same, which is then far above what it takes to wake
     * a thread. From when it runs, those tell whose first member had waited for the worker.
     *
     * The largest batch seen is the limit only where the limit showed: somebody stayed behind, or the batch was not waited
     * for to fill. Otherwise there may have been too little to do.
     */

    /** A shorter wait for a batch to fill cannot be told from waking a thread. */
    private static final long LEAST_WAIT_NS = 300_000;

    private static final long SLACK_NS = 50_000;
    private static final int FEWEST = 20;

    private Forming() {}

    static Rules rules(Model model, String name, Visits visits, int[] rows, ServedBatches batches, int workers) {
        long statedBatch = model.stated(name, "max-batch");
        long statedWaitUs = model.stated(name, "max-wait-us");
        int largest = statedBatch > 0 ? (int) Math.min(Rules.NO_LIMIT, statedBatch) : batches.largest();
        long wait = statedWaitUs >= 0 ? statedWaitUs * 1_000 : fillWait(visits, batches, workers, largest);
        boolean limited = statedBatch > 0
                || leftBehind(visits, rows, batches, largest)
                || (wait > 0 && beganEarly(visits, batches, workers, largest, wait));
        boolean sinceEntry = wait > 0 && sinceEntry(visits, batches, workers, largest, wait);
        return new Rules(workers, true, limited ? largest : Rules.NO_LIMIT, wait, sinceEntry);
    }

    /** Adds what each batch took from when it could begin until it did. */
    static void handOvers(Rules rules, Visits visits, ServedBatches batches, HandOvers into) {
        FreeWorkers free = new FreeWorkers(rules.workers());
        for (int b : byStart(batches)) {
            long worker = free.take(batches.end[b]);
            long first = firstEntry(visits, batches, b);
            long begun = Math.max(worker, first);
            int kind = worker > first ? HandOvers.BUSY : HandOvers.IDLE;
            if (rules.maxWaitNs() > 0) {
                long full = batches.size(b) >= rules.maxBatch() ? lastEntry(visits, batches, b) : Long.MAX_VALUE;
                long deadline = rules.deadline(begun, first);
                if (Math.max(full, begun) >= deadline && deadline > begun) {
                    kind = HandOvers.TIMER;
                    begun = deadline;
                } else if (full < deadline && full > begun) {
                    kind = HandOvers.IDLE;
                    begun = full;
                }
            }
            into.add(kind, batches.members[batches.firstMember[b]], batches.start[b] - begun);
        }
    }

    /** The time that free workers waited for batches to fill, or 0. */
    private static long fillWait(Visits visits, ServedBatches batches, int workers, int largest) {
        FreeWorkers free = new FreeWorkers(workers);
        LongColumn idle = new LongColumn();
        LongColumn busy = new LongColumn();
        for (int b : byStart(batches)) {
            long worker = free.take(batches.end[b]);
            long first = firstEntry(visits, batches, b);
            if (batches.size(b) < largest) {
                (worker > first ? busy : idle).add(batches.start[b] - Math.max(worker, first));
            }
        }
        long[] waits = (idle.size() >= FEWEST ? idle : busy).toArray();
        if (waits.length < FEWEST) {
            return 0;
        }
        Arrays.sort(waits);
        long median = waits[waits.length / 2];
        return median >= LEAST_WAIT_NS && waits[waits.length / 5] > median / 2 ? waits[waits.length / 10] : 0;
    }

    private static boolean sinceEntry(Visits visits, ServedBatches batches, int workers, int largest, long wait) {
        FreeWorkers free = new FreeWorkers(workers);
        LongColumn fromTaking = new LongColumn();
        LongColumn fromEntry = new LongColumn();
        for (int b : byStart(batches)) {
            long worker = free.take(batches.end[b]);
            long first = firstEntry(visits, batches, b);
            if (batches.size(b) < largest && worker > first) {
                fromTaking.add(Math.abs(batches.start[b] - worker - wait));
                fromEntry.add(Math.abs(batches.start[b] - Math.max(worker, first + wait)));
            }
        }
        return fromTaking.size() > 0 && median(fromEntry) < median(fromTaking);
    }

    /** Whether somebody who waited was not taken into a batch of the largest size. */
    private static boolean leftBehind(Visits visits, int[] rows, ServedBatches batches, int largest) {
        long[] enters =
                Arrays.stream(rows).mapToLong(row -> visits.enter[row]).sorted().toArray();
        long[] taken =
                Arrays.stream(rows).mapToLong(row -> visits.taken[row]).sorted().toArray();
        int entered = 0;
        int left = 0;
        for (int b : byStart(batches)) {
            while (entered < enters.length && enters[entered] < batches.start[b] - SLACK_NS) {
                entered++;
            }
            while (left < taken.length && taken[left] <= batches.start[b] + SLACK_NS) {
                left++;
            }
            if (batches.size(b) == largest && entered > left) {
                return true;
            }
        }
        return false;
    }

    /** Whether batches of the largest size mostly did not wait any longer. */
    private static boolean beganEarly(Visits visits, ServedBatches batches, int workers, int largest, long wait) {
        FreeWorkers free = new FreeWorkers(workers);
        int early = 0;
        int all = 0;
        for (int b : byStart(batches)) {
            long worker = free.take(batches.end[b]);
            if (batches.size(b) == largest) {
                all++;
                early += batches.start[b] - Math.max(worker, firstEntry(visits, batches, b)) < wait * 0.8 ? 1 : 0;
            }
        }
        return early * 2 > all;
    }

    private static int[] byStart(ServedBatches batches) {
        return Order.ascending(batches.start);
    }

    private static long firstEntry(Visits visits, ServedBatches batches, int b) {
        return visits.enter[batches.members[batches.firstMember[b]]];
    }

    private static long lastEntry(Visits visits, ServedBatches batches, int b) {
        return visits.enter[batches.members[batches.firstMember[b + 1] - 1]];
    }

    private static long median(LongColumn column) {
        long[] values = column.toArray();
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
