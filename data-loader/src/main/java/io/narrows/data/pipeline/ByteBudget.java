package io.narrows.data.pipeline;

/**
 * How many bytes are held, against how many may be. Changed under the scheduler's lock; read by any thread.
 *
 * <p>What is held is an estimate while a sample is being made: its bytes in the shard, and what decoding made of such bytes so
 * far. Afterwards it is what the thread allocated meanwhile, which is never too little.
 */
final class ByteBudget {
    private final long limitBytes;
    private volatile long heldBytes;
    private volatile long peakBytes;

    ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Whether so many more fit into a part of the budget, between 0 and 1. */
    boolean fits(long bytes, double part) {
        return heldBytes + bytes <= (long) (limitBytes * part);
    }

    /** Counts bytes as held, or no longer with a negative number. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time: under the scheduler's lock
    void add(long bytes) {
        heldBytes += bytes;
        peakBytes = Math.max(peakBytes, heldBytes);
    }

    long limitBytes() {
        return limitBytes;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** The most that was ever held. */
    long peakBytes() {
        return peakBytes;
    }
}
