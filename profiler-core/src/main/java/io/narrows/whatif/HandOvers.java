package io.narrows.whatif;

import io.narrows.analysis.statistics.LongColumn;
import java.util.Arrays;

/** How long it takes from the moment at which work could begin until it does, by what made it possible. */
final class HandOvers {

    /** A request came and found a free worker, which had to wake. */
    static final int IDLE = 0;

    /** A worker became free and found a request. */
    static final int BUSY = 1;

    /** A worker stopped waiting for its batch to fill. */
    static final int TIMER = 2;

    private static final int NONE = -1;

    private final LongColumn[] seen = {new LongColumn(), new LongColumn(), new LongColumn()};
    private final long[] ownNs;
    private final byte[] ownKind;

    HandOvers(int visits) {
        ownNs = new long[visits];
        ownKind = new byte[visits];
        Arrays.fill(ownKind, (byte) NONE);
    }

    /**
     * Adds one.
     *
     * @param visit the first whose work began
     * @param ns how long it took; a negative one counts as none
     */
    void add(int kind, int visit, long ns) {
        ownKind[visit] = (byte) kind;
        ownNs[visit] = Math.max(0, ns);
        seen[kind].add(ownNs[visit]);
    }

    /**
     * How long it takes in a replay: what it took in the log where work begins for the same reason, otherwise one of those
     * that were seen.
     *
     * @param visit the first whose work begins
     * @param number chooses
     * @param shuffled whether to choose in any case
     */
    long ns(int kind, int visit, long number, boolean shuffled) {
        if (!shuffled && ownKind[visit] == kind) {
            return ownNs[visit];
        }
        LongColumn from = seen[kind].size() > 0 ? seen[kind] : seen[IDLE];
        return from.size() == 0 ? 0 : from.get((int) Math.floorMod(mix(number), (long) from.size()));
    }

    /** How long it took in the log; 0 where work began for others before. */
    long ownNs(int visit) {
        return ownNs[visit];
    }

    /** Whether work began for a request that found a worker free, or a batch that became full. */
    boolean toIdle(int visit) {
        return ownKind[visit] == IDLE;
    }

    /** Finalizer Mix13 of D. Stafford, as in SplitMix64. */
    static long mix(long number) {
        long z = number * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
