package io.narrows.server.batching.planning;

import java.util.List;

/** How long the work that is there keeps the workers busy, by the cost model. Not thread-safe: for the lock of a queue. */
public final class Backlog {
    /*
     * A request that comes now is done after
     *
     *     what is left of the running batches  +  w x what waits  +  the batch that it will be in
     *
     * What runs cannot be overtaken, so it counts once. What waits counts at what each request would take alone, times the
     * part of that which batches took lately. The batch that it will be in takes what batches took lately, or at least what
     * the request takes alone. The errors of the model in all of these are independent of each other: they add up in squares.
     * Its lasting error is in the part that batches took, which is measured against it.
     *
     * w: those of like length go along with others, and short ones before long ones, so a request overtakes and is overtaken.
     * Of what waits, about 2 c / (c + mean) goes before one that takes c, where the mean is that of all that came lately: 1
     * where all are alike, less for a short one and more for a long one. That is what is likely, and it decides as long as
     * nobody needs to be refused: who is refused wrongly then would have been served. Under constant overload somebody is
     * refused anyway, the queue is always as long as it may be, newcomers overtake without end, and of those who are accepted
     * the slowest hundredth waits for more than twice what lay in front of it: there w is WORST.
     *
     * What tells the one from the other is what would wait if nobody had ever been refused: all the work that came, less the
     * time that has passed. Below saturation that is hardly ever long, whatever stalls; above, it grows without end. Between
     * half the goal and one and a half w goes from the one to the other. It is not let grow further, so that it is forgotten
     * soon after an overload.
     *
     * The constants are from SimulationTest's loads, from 0.9 to 5 times what one by one can do, with and without stalls.
     */
    private static final double FADE = 1 / 32.0;

    private static final double WORST = 2.25;
    private static final double CALM = 0.5;
    private static final double OVERLOADED = 1.5;

    /** A batch that takes longer than this times what its members take alone was held up by something else. */
    private static final double HELD_UP = 2;

    private final double goalNs;
    private final int workers;
    private final long[] busyUntilNs;

    /** Of what runs, what its members would take alone; 0 where that tells nothing of the usual batches. */
    private final double[] aloneNs;

    private double tookSumNs;
    private double aloneSumNs;
    private double batchNs;
    private double usualNs;
    private double unrefusedNs;
    private long cameNs = -1;

    /**
     * No work.
     *
     * @param workers how many work at a time
     * @param goalNs within which time a request should be answered, counted from its arrival
     */
    public Backlog(int workers, long goalNs) {
        this.workers = workers;
        this.goalNs = (double) goalNs;
        busyUntilNs = new long[workers];
        aloneNs = new double[workers];
    }

    /** A request comes, whether or not it will be refused; before it is asked whether it would be late. */
    public void came(Pending one, long nowNs, CostEstimate cost) {
        double perNs = workers / part();
        if (cameNs >= 0) {
            unrefusedNs = Math.max(0, unrefusedNs - (double) (nowNs - cameNs) * perNs);
        }
        cameNs = nowNs;
        double ns = cost.ns(one.work());
        unrefusedNs = Math.min(unrefusedNs + ns, OVERLOADED * goalNs * perNs);
        if (usual(one, ns)) {
            usualNs += usualNs == 0 ? ns : FADE * (ns - usualNs);
        }
    }

    /** Whether it may share a batch and keep the goal: one of a thousand texts says nothing of what others take. */
    private boolean usual(Pending one, double ns) {
        return one.work().shares() && ns <= goalNs;
    }

    /** A worker begins a batch. */
    public void began(int worker, List<? extends Pending> members, double expectedNs, long nowNs, CostEstimate cost) {
        busyUntilNs[worker] = nowNs + (long) expectedNs;
        double alone = 0;
        boolean usual = true;
        for (Pending member : members) {
            double ns = cost.ns(member.work());
            alone += ns;
            usual &= usual(member, ns);
        }
        aloneNs[worker] = usual ? alone : 0;
    }

    /** The worker has finished the batch. */
    public void ended(int worker, long tookNs) {
        busyUntilNs[worker] = 0;
        double alone = aloneNs[worker];
        if (alone > 0) {
            double took = Math.min((double) tookNs, HELD_UP * alone);
            tookSumNs += took - FADE * tookSumNs;
            aloneSumNs += alone - FADE * aloneSumNs;
            batchNs += batchNs == 0 ? took : FADE * (took - batchNs);
        }
    }

    /** Until all that is there is done, in ns. */
    public double ns(List<? extends Pending> waiting, long nowNs, CostEstimate cost) {
        double sum = 0;
        for (Pending one : waiting) {
            sum += inBatchesNs(one, cost);
        }
        for (long until : busyUntilNs) {
            sum += leftNs(until, nowNs);
        }
        return sum / workers;
    }

    /**
     * By how much a request that comes now would be late, in ns; negative where it would not. What it takes itself is
     * not held against one that takes longer than the goal even on its own: it could never be served. It is late when
     * it would begin later than the goal.
     */
    public double lateByNs(Pending one, List<? extends Pending> waiting, long nowNs, CostEstimate cost) {
        double running = 0;
        double before = 0;
        double squares = 0;
        for (long until : busyUntilNs) {
            double left = leftNs(until, nowNs);
            running += left;
            squares += left * left;
        }
        for (Pending other : waiting) {
            if (other.priority() <= one.priority()) {
                double ns = inBatchesNs(other, cost);
                before += ns;
                squares += ns * ns / other.work().forwards();
            }
        }
        squares /= (double) workers * workers;
        double alone = cost.ns(one.work());
        double error = cost.relativeError();
        double itself = 0;
        if (alone + error * alone / Math.sqrt(one.work().forwards()) <= goalNs) {
            itself = Math.max(alone, batchNs);
            squares += itself * itself / one.work().forwards();
        }
        double wait = (running + overtaken(alone) * before) / workers;
        return (double) (nowNs - one.arrivedNs()) + wait + itself + error * Math.sqrt(squares) - goalNs;
    }

    /** How much of what waits goes before one that takes so long. */
    private double overtaken(double alone) {
        double likely = usualNs == 0 ? 1 : 2 * alone / (alone + usualNs);
        double unrefused = unrefusedNs * part() / workers / goalNs;
        double overload = Math.max(0, Math.min(1, (unrefused - CALM) / (OVERLOADED - CALM)));
        return likely + overload * (WORST - likely);
    }

    private double inBatchesNs(Pending one, CostEstimate cost) {
        double ns = cost.ns(one.work());
        return one.work().shares() ? part() * ns : ns;
    }

    /** What batches took of what their members would have taken alone. */
    private double part() {
        return aloneSumNs == 0 ? 1 : tookSumNs / aloneSumNs;
    }

    private static double leftNs(long untilNs, long nowNs) {
        return (double) Math.max(0, untilNs - nowNs);
    }
}
