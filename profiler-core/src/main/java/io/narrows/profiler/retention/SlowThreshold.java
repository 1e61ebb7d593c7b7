package io.narrows.profiler.retention;

import io.narrows.log.LatencyBuckets;

/** From which duration on a trace of one kind counts as slow: a running quantile. Not thread-safe. */
final class SlowThreshold {
    /*
     * A histogram in the log's buckets that forgets: each duration weighs a little more than the one before, which is the
     * same as letting all earlier ones fade, and costs one multiplication instead of one per bucket. When the weights get
     * large, all are divided once.
     *
     * The boundary is the first bucket above which at most 1 - quantile of the weight lies. It is moved by the few buckets
     * that one duration can move it, so nothing is ever searched for. Slow is what lies above the boundary's bucket: of
     * durations that are all alike none is slow, and never more than the share that was asked for.
     */

    /** Below this many durations a quantile says nothing. */
    static final int BASIS = 100;

    /** After so many durations an earlier one weighs half. */
    private static final int HALF_LIFE = 10_000;

    private static final double GROWTH = Math.pow(2, 1.0 / HALF_LIFE);
    private static final double LARGE = 1e12;

    private final double share;
    private final double[] weights = new double[LatencyBuckets.COUNT];
    private double total;
    private double above;
    private double weight = 1;
    private int boundary;
    private long count;

    SlowThreshold(double quantile) {
        share = 1 - quantile;
    }

    /** Whether a duration is slow among those before it. */
    boolean slow(long durationNs) {
        return count >= BASIS && LatencyBuckets.index(durationNs) > boundary;
    }

    /** Takes a duration into account. */
    void add(long durationNs) {
        int bucket = LatencyBuckets.index(durationNs);
        weights[bucket] += weight;
        total += weight;
        if (bucket > boundary) {
            above += weight;
        }
        count++;
        double allowed = share * total;
        while (above > allowed) {
            boundary++;
            above -= weights[boundary];
        }
        while (boundary > 0 && above + weights[boundary] <= allowed) {
            above += weights[boundary];
            boundary--;
        }
        weight *= GROWTH;
        if (weight > LARGE) {
            divide();
        }
    }

    /** Also sums up anew, so that rounding does not add up for ever. */
    private void divide() {
        total = 0;
        above = 0;
        for (int bucket = 0; bucket < weights.length; bucket++) {
            weights[bucket] /= weight;
            total += weights[bucket];
            above += bucket > boundary ? weights[bucket] : 0;
        }
        weight = 1;
    }
}
