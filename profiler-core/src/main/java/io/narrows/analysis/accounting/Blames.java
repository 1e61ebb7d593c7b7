package io.narrows.analysis.accounting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums of who delayed whom. Not thread-safe. */
final class Blames {

    /** A part of the requests' time below which a pair is not told. */
    private static final double LEAST_MS = 1e-4;

    private static final int MOST_TOLD = 64;

    private record Key(long place, int stage, int kind) {}

    private static final class Sum {
        private double ns;
        private double waits;
        private double longestNs;
        private long lastWait = -1;
        private double inLastNs;
    }

    private final Map<Key, Sum> sums = new HashMap<>();
    private long wait;

    /** Another wait begins; what is added from now on belongs to it. */
    void nextWait() {
        wait++;
    }

    /** The present wait was held up by a stage of other requests. */
    void add(long place, int stage, int kind, double ns, double weight) {
        Sum sum = sums.computeIfAbsent(new Key(place, stage, kind), key -> new Sum());
        if (sum.lastWait != wait) {
            sum.lastWait = wait;
            sum.inLastNs = 0;
            sum.waits += weight;
        }
        sum.inLastNs += ns;
        sum.longestNs = Math.max(sum.longestNs, sum.inLastNs);
        sum.ns += ns * weight;
    }

    /**
     * Names the sums.
     *
     * @param ledger what was spent where
     */
    List<Blame> told(Ledger ledger, StageNames names) {
        List<Blame> told = new ArrayList<>();
        sums.forEach((key, sum) -> {
            double ms = sum.ns / ledger.requests() / 1e6;
            double whole = ledger.waitedNs(key.place);
            if (ms >= LEAST_MS) {
                told.add(new Blame(
                        names.place(key.place),
                        names.stage(key.stage),
                        ms,
                        whole > 0 ? Math.min(1, sum.ns / whole) : 0,
                        Math.round(sum.waits),
                        sum.longestNs / 1e6,
                        key.kind < 0 ? "" : names.kind(key.kind)));
            }
        });
        told.sort(Comparator.comparingDouble(Blame::msPerRequest)
                .reversed()
                .thenComparing(Blame::waitingStage)
                .thenComparing(Blame::blockingStage)
                .thenComparing(Blame::blockingKind));
        return told.size() > MOST_TOLD ? told.subList(0, MOST_TOLD) : told;
    }
}
