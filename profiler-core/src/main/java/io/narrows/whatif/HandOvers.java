package io.narrows.whatif;

import io.narrows.analysis.statistics.LongColumn;

/** How long it takes from the moment at which work could begin until it does, by what made it possible. */
final class HandOvers {

    /** A request came and found a free worker, which had to wake. */
    final LongColumn idle = new LongColumn();

    /** A worker became free and found a request. */
    final LongColumn busy = new LongColumn();

    /** A worker stopped waiting for its batch to fill. */
    final LongColumn timer = new LongColumn();

    /** One of the times that were seen, chosen by a number that has nothing to do with them. */
    static long draw(LongColumn seen, LongColumn otherwise, long number) {
        LongColumn from = seen.size() > 0 ? seen : otherwise;
        if (from.size() == 0) {
            return 0;
        }
        return from.get((int) Math.floorMod(mix(number), (long) from.size()));
    }

    /** Finalizer Mix13 of D. Stafford, as in SplitMix64. */
    static long mix(long number) {
        long z = number * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
