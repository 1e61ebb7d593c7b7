package io.narrows.whatif;

/**
 * How a station works.
 *
 * @param workers how many work at a time
 * @param batching whether a worker serves several requests at once
 * @param maxBatch most requests at once; {@link #NO_LIMIT} where none was seen
 * @param maxWaitNs how long a free worker waits for a batch to fill, in ns; 0 where it starts with what is there
 * @param sinceEntry whether that time runs from when the first member queued, rather than from when a worker was free for it
 */
record Rules(int workers, boolean batching, int maxBatch, long maxWaitNs, boolean sinceEntry) {

    /** Any number of requests at once. */
    static final int NO_LIMIT = Integer.MAX_VALUE;

    Rules withWorkers(int n) {
        return new Rules(n, batching, maxBatch, maxWaitNs, sinceEntry);
    }

    Rules withMaxBatch(int n) {
        return new Rules(workers, batching, n, maxWaitNs, sinceEntry);
    }

    Rules withMaxWait(long ns) {
        return new Rules(workers, batching, maxBatch, ns, sinceEntry);
    }

    /** When a batch must begin that a free worker began to wait for, its first member having queued at a time. */
    long deadline(long freeNs, long enterNs) {
        return sinceEntry ? Math.max(freeNs, enterNs + maxWaitNs) : freeNs + maxWaitNs;
    }
}
