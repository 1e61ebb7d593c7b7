package io.narrows.profiler;

import io.narrows.log.buffer.BatchTimeline;
import java.util.Arrays;

/**
 * The stage changes of a live batch. Written by the batch's user, read by the handles of its members, which may be on
 * other threads already.
 */
final class BatchChanges implements BatchTimeline {
    private static final int INITIAL_CHANGES = 16;

    private final long serial;

    /*
     * Time and stage alternate. Readers take `count` first, then `changes`: both are volatile, so the entries below the
     * count that was read are visible in whichever array is found, the one of then or a grown copy of it.
     */
    private volatile long[] changes = new long[2 * INITIAL_CHANGES];
    private volatile int count;

    BatchChanges(long serial) {
        this.serial = serial;
    }

    void add(int stage, long ns) {
        int n = count;
        long[] array = changes;
        if (2 * n == array.length) {
            array = Arrays.copyOf(array, 2 * array.length);
            changes = array;
        }
        array[2 * n] = ns;
        array[2 * n + 1] = stage;
        count = n + 1;
    }

    @Override
    public long serial() {
        return serial;
    }

    @Override
    public int changes() {
        return count;
    }

    @Override
    public long ns(int change) {
        return changes[2 * change];
    }

    @Override
    public int stage(int change) {
        return (int) changes[2 * change + 1];
    }
}
