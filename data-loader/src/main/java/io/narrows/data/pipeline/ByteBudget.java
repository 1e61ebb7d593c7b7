package io.narrows.data.pipeline;

/**
 * How many bytes are held, against how many may be. Changed under the scheduler's lock; read by any thread.
 *
 * <p>What is held is an estimate while a sample is being made: its bytes in the shard, and what decoding made of such bytes so
 * far. Afterwards it is what the thread allocated meanwhile, which is never too little.
 */
final class ByteBudget {
    /** Where several shards are read side by side, those further back leave this part of the budget to the first. */
    private static final double AHEAD = 0.75;

    private final long limitBytes;
    private volatile long heldBytes;
    private volatile long peakBytes;

    ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Whether so many more still fit. */
    boolean fits(long bytes) {
        return heldBytes + bytes <= limitBytes;
    }

    /** Whether so many more fit that are not needed next. */
    boolean fitsAhead(long bytes) {
        return heldBytes + bytes <= (long) (limitBytes * AHEAD);
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
