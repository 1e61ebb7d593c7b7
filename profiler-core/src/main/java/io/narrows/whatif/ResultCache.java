package io.narrows.whatif;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a cache of results and the coalescing of equal inputs would do in a replay. Not thread-safe. */
final class ResultCache {

    /** What becomes of a request that asks. */
    enum Answer {
        /** It has to be computed. */
        MISS,
        /** Its result is there. */
        HIT,
        /** It waits for the result of one that is being computed. */
        JOINED
    }

    private static final int NONE = -1;

    /** Part of the requests that ask that find their result, or -1. */
    private final double hitRatio;

    private final int entries;
    private final boolean unbounded;
    private final boolean coalesce;
    private final long[] serials;

    /** Number of a request's input, or -1. */
    private final int[] input;

    /** For each input who computes it, and who of those that wait joined last. */
    private final int[] leader;

    private final int[] joined;
    private final int[] nextJoined;

    /** For each input whether its result is there, and its neighbours in the order of last use. */
    private final boolean[] there;

    private final int[] older;
    private final int[] newer;
    private int oldest = NONE;
    private int newest = NONE;
    private int held;

    ResultCache(Plan plan, Model model, Variation variation) {
        hitRatio = ofMisses(variation.hitRatio(), plan, model.traces());
        coalesce = variation.coalesce();
        unbounded = variation.cacheEntries() == 0;
        entries = Math.max(0, variation.cacheEntries());
        serials = model.traces().serial;
        boolean byInput = coalesce || variation.cacheEntries() >= 0;
        input = new int[plan.requests];
        Arrays.fill(input, NONE);
        int inputs = byInput ? number(model.traces()) : 0;
        leader = filled(inputs);
        joined = filled(inputs);
        nextJoined = filled(byInput ? plan.requests : 0);
        there = new boolean[inputs];
        older = filled(inputs);
        newer = filled(inputs);
    }

    /** Which part of the requests that compute has to skip it, for a part of all to do so; those that skip it already count. */
    private static double ofMisses(double ratio, Plan plan, TraceColumns traces) {
        if (ratio < 0) {
            return ratio;
        }
        int all = 0;
        int already = 0;
        for (int r = 0; r < plan.requests; r++) {
            if (traces.counts[r]) {
                all++;
                already += plan.cacheAt[r] < 0 ? 1 : 0;
            }
        }
        return already == all ? 0 : Math.max(0, (ratio * all - already) / (all - already));
    }

    private static int[] filled(int size) {
        int[] array = new int[size];
        Arrays.fill(array, NONE);
        return array;
    }

    private int number(TraceColumns traces) {
        Map<Long, Integer> numbers = new HashMap<>();
        for (int r = 0; r < input.length; r++) {
            if (traces.input[r] != TraceColumns.ABSENT) {
                input[r] = numbers.computeIfAbsent(traces.input[r], hash -> numbers.size());
            }
        }
        return numbers.size();
    }

    /** A request is about to be computed. */
    Answer ask(int r) {
        if (hitRatio >= 0 && (HandOvers.mix(serials[r]) >>> 11) * 0x1p-53 < hitRatio) {
            return Answer.HIT;
        }
        int i = input[r];
        if (i == NONE) {
            return Answer.MISS;
        }
        if (there[i]) {
            use(i);
            return Answer.HIT;
        }
        if (leader[i] == NONE) {
            leader[i] = r;
        } else if (coalesce) {
            nextJoined[r] = joined[i];
            joined[i] = r;
            return Answer.JOINED;
        }
        return Answer.MISS;
    }

    /** A request has been computed; gives the first of those that waited for its result, or -1. */
    int computed(int r) {
        int i = input[r];
        if (i == NONE) {
            return NONE;
        }
        if (unbounded || entries > 0) {
            keep(i);
        }
        if (leader[i] != r) {
            return NONE;
        }
        leader[i] = NONE;
        int first = joined[i];
        joined[i] = NONE;
        return first;
    }

    /** Who else waited, or -1. */
    int nextJoined(int r) {
        return nextJoined[r];
    }

    private void keep(int i) {
        if (there[i]) {
            use(i);
            return;
        }
        if (!unbounded && held == entries) {
            int gone = oldest;
            unlink(gone);
            there[gone] = false;
            held--;
        }
        there[i] = true;
        held++;
        link(i);
    }

    private void use(int i) {
        unlink(i);
        link(i);
    }

    private void link(int i) {
        older[i] = newest;
        newer[i] = NONE;
        if (newest == NONE) {
            oldest = i;
        } else {
            newer[newest] = i;
        }
        newest = i;
    }

    private void unlink(int i) {
        if (older[i] == NONE) {
            oldest = newer[i];
        } else {
            newer[older[i]] = newer[i];
        }
        if (newer[i] == NONE) {
            newest = older[i];
        } else {
            older[newer[i]] = older[i];
        }
    }
}
