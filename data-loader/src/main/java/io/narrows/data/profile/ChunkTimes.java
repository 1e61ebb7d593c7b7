package io.narrows.data.profile;

import java.util.Arrays;

/**
 * What happened to one chunk, and when: a journal that is handed along with it. A {@link WorkerClock} writes it. One thread
 * at a time, and whoever hands the chunk on makes it visible by that (a queue, a volatile field). Who only helps with the
 * samples of another's chunk does not write here.
 */
public final class ChunkTimes {
    /*
     * A row is a state and when it began; it ends where the next begins. States: a number of a stage, or one of those below. The
     * visit to the decoder is also that of reading and decompressing, sample by sample; how much of it these two had is kept
     * beside the row.
     */

    /** Stands in a queue: for a worker of the next group, or for the consumer. */
    static final int QUEUED = -1;

    /** Its worker is held back by the bound on bytes. */
    static final int BLOCKED_MEMORY = -2;

    /** Its worker is held back by a full queue. */
    static final int BLOCKED_OUT = -3;

    /** Its worker waits until another has opened or read what it needs. No chunk is ever in it. */
    static final int WAIT_IO = -4;

    private static final int FEW = 8;

    private int rows;
    private int[] states = new int[FEW];
    private long[] fromNs = new long[FEW];
    private long[] readNs = new long[FEW];
    private long[] decompressNs = new long[FEW];
    private double[] noCorePart = new double[FEW];
    private int ofWorker;

    private int shard = -1;
    private int firstIndex = -1;
    private int samples;
    private long bytes;
    private boolean cold;
    private Before before = Before.NOTHING;

    /** The first rows, which somebody wrote ahead of the chunk, and what that worker did before. */
    private int aheadRows;

    private Before aheadBefore = Before.NOTHING;

    /**
     * What its worker did before it took the chunk up.
     *
     * @param servedUntilNs when it was done with the chunk before, or began to work
     * @param ioPart part of the time for that chunk that was opening and reading
     * @param blockedNs time since then for which it was held back
     * @param waitIoNs time since then for which it waited for another worker that opened or read
     */
    record Before(long servedUntilNs, double ioPart, long blockedNs, long waitIoNs) {
        static final Before NOTHING = new Before(Long.MIN_VALUE, 0, 0, 0);
    }

    /** Says what is in it: called once, by whoever makes the chunk or takes it up. */
    public void holds(int ofShard, int fromIndex, int samplesInIt) {
        shard = ofShard;
        firstIndex = fromIndex;
        samples = samplesInIt;
    }

    /**
     * What was done ahead for this chunk, perhaps for others too, comes first in its journal. Called before a worker takes it up.
     *
     * @param ahead a journal that is complete
     */
    public void follows(ChunkTimes ahead) {
        for (int row = 0; row < ahead.rows; row++) {
            copyRow(ahead, row);
        }
        ofWorker = rows;
        aheadRows = rows;
        aheadBefore = ahead.before;
    }

    private void copyRow(ChunkTimes from, int row) {
        enter(from.states[row], from.fromNs[row]);
        split(from.readNs[row], from.decompressNs[row]);
        noCorePart[rows - 1] = from.noCorePart[row];
    }

    /** A copy of what is in it so far; by its worker. */
    public ChunkTimes copy() {
        ChunkTimes copy = new ChunkTimes();
        for (int row = 0; row < rows; row++) {
            copy.copyRow(this, row);
        }
        copy.ofWorker = ofWorker;
        copy.holds(shard, firstIndex, samples);
        copy.bytes = bytes;
        copy.cold = cold;
        copy.before = before;
        copy.aheadRows = aheadRows;
        copy.aheadBefore = aheadBefore;
        return copy;
    }

    /** Where service goes on, the consumer takes what there is of it: that was ready then. */
    void ready(long atNs) {
        if (rows > 0 && states[rows - 1] >= 0) {
            enter(QUEUED, atNs);
        }
    }

    void cold(boolean firstOfItsWorker) {
        cold |= firstOfItsWorker;
    }

    void bytes(long decoded) {
        bytes = decoded;
    }

    void before(Before what) {
        before = what;
    }

    /** Of the rows since its worker took it up, such a part was without a core. */
    void noCore(double part) {
        Arrays.fill(noCorePart, ofWorker, rows, part);
        ofWorker = rows;
    }

    void enter(int state, long atNs) {
        if (rows == states.length) {
            int more = rows * 2;
            states = Arrays.copyOf(states, more);
            fromNs = Arrays.copyOf(fromNs, more);
            readNs = Arrays.copyOf(readNs, more);
            decompressNs = Arrays.copyOf(decompressNs, more);
            noCorePart = Arrays.copyOf(noCorePart, more);
        }
        states[rows] = state;
        fromNs[rows] = atNs;
        readNs[rows] = 0;
        decompressNs[rows] = 0;
        rows++;
    }

    /** Of the open row so much was reading and decompressing. */
    void split(long read, long decompress) {
        readNs[rows - 1] += read;
        decompressNs[rows - 1] += decompress;
    }

    /** How many of its rows were written ahead of it; the last of them is the time until it was taken up. */
    int aheadRows() {
        return aheadRows;
    }

    /** What the worker of those rows did before them. */
    Before aheadBefore() {
        return aheadBefore;
    }

    int rows() {
        return rows;
    }

    int state(int row) {
        return states[row];
    }

    long fromNs(int row) {
        return fromNs[row];
    }

    /** When a row ended; the open one has not. */
    long untilNs(int row) {
        return row + 1 < rows ? fromNs[row + 1] : Long.MAX_VALUE;
    }

    long readNs(int row) {
        return readNs[row];
    }

    long decompressNs(int row) {
        return decompressNs[row];
    }

    /** When a worker first did something for it; {@link Long#MAX_VALUE} while none has. */
    public long startedNs() {
        return rows == 0 ? Long.MAX_VALUE : fromNs[0];
    }

    /** When its last service ended; {@link Long#MAX_VALUE} while that has not. */
    public long readyNs() {
        for (int row = rows - 1; row >= 0; row--) {
            if (states[row] >= 0) {
                return untilNs(row);
            }
        }
        return Long.MAX_VALUE;
    }

    /** Number of its shard, -1 where {@link #holds} was not called. */
    public int shard() {
        return shard;
    }

    /** Index in the shard of its first sample. */
    public int firstIndex() {
        return firstIndex;
    }

    public int samples() {
        return samples;
    }

    /** Bytes of its decoded samples. */
    public long bytes() {
        return bytes;
    }

    boolean isCold() {
        return cold;
    }

    double noCorePart(int row) {
        return noCorePart[row];
    }

    Before before() {
        return before;
    }
}
