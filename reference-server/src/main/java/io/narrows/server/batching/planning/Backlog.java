package io.narrows.server.batching.planning;

import java.util.List;

/** How long the work that is there keeps the workers busy, by the cost model. Not thread-safe: for the lock of a queue. */
public final class Backlog {
    /*
     * What waits is counted at what each request would take alone, times the part of that which batches took lately: they
     * are cheaper, and by how much depends on what comes. A request is done when what goes before it is done and then the
     * batch that it is in, which takes what batches took lately, or at least what the request takes alone.
     */
    private static final double FADE = 1 / 32.0;

    /**
     * Batches of like lengths take later ones along, before earlier ones of other lengths. Under constant overload waits then
     * spread from nothing to twice what lies in front (SimulationTest).
     */
    private static final double OVERTAKEN = 2;

    private final long[] busyUntilNs;
    private final double[] aloneNs;
    private double part = 1;
    private double batchNs;

    /**
     * No work.
     *
     * @param workers how many work at a time
     */
    public Backlog(int workers) {
        busyUntilNs = new long[workers];
        aloneNs = new double[workers];
    }

    /** A worker begins a batch. */
    public void began(int worker, List<? extends Pending> members, double expectedNs, long nowNs, CostEstimate cost) {
        busyUntilNs[worker] = nowNs + (long) expectedNs;
        double alone = 0;
        for (Pending member : members) {
            alone += cost.ns(member.work());
        }
        aloneNs[worker] = alone;
    }

    /** The worker has finished the batch. */
    public void ended(int worker, long tookNs) {
        busyUntilNs[worker] = 0;
        if (aloneNs[worker] > 0) {
            double now = Math.min(2, (double) tookNs / aloneNs[worker]);
            part += FADE * (now - part);
            batchNs += batchNs == 0 ? (double) tookNs : FADE * ((double) tookNs - batchNs);
        }
    }

    /** Until all that is there is done, in ns. */
    public double ns(List<? extends Pending> waiting, long nowNs, CostEstimate cost) {
        return ns(waiting, Integer.MAX_VALUE, nowNs, cost);
    }

    /**
     * By how much a request that comes now would be late, in ns; negative where it would not. What it takes itself is
     * not held against one that takes longer than the goal even on its own: it could never be served. It is late when
     * it would begin later than the goal.
     *
     * @param goalNs within which time it should be answered, counted from its arrival
     */
    public double lateByNs(Pending one, List<? extends Pending> waiting, long nowNs, CostEstimate cost, long goalNs) {
        double uncertain = 1 + cost.relativeError();
        double before = OVERTAKEN * ns(waiting, one.priority(), nowNs, cost) * uncertain;
        double alone = Math.max(cost.ns(one.work()), batchNs) * uncertain;
        double itself = cost.ns(one.work()) * uncertain > (double) goalNs ? 0 : alone;
        return (double) (nowNs - one.arrivedNs()) + before + itself - (double) goalNs;
    }

    private double ns(List<? extends Pending> waiting, int priority, long nowNs, CostEstimate cost) {
        double sum = 0;
        for (Pending one : waiting) {
            if (one.priority() <= priority) {
                sum += part * cost.ns(one.work());
            }
        }
        for (long until : busyUntilNs) {
            sum += Math.max(0, until - nowNs);
        }
        return sum / busyUntilNs.length;
    }
}
