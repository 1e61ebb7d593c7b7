package io.narrows.data.profile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Numbers that one thread writes and any thread reads as they were at one moment.
 *
 * <p>A sequence lock: the writer makes the version odd, writes, and makes it even; a reader that saw an odd version or
 * another one afterwards reads again. The writer never waits. Numbers are written opaque, so that none is torn; the fences
 * keep them between the two versions.
 */
final class Cells {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(Cells.class, "version", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SPINS = 64;
    private static final long PAUSE_NS = 10_000;

    private final long[] values;

    @SuppressWarnings("UnusedVariable") // through VERSION
    private volatile long version;

    Cells(int count) {
        values = new long[count];
    }

    int length() {
        return values.length;
    }

    /** Begins a change; by the writer alone, as {@link #set}, {@link #add} and {@link #end}. */
    void begin() {
        VERSION.setOpaque(this, (long) VERSION.getOpaque(this) + 1);
        VarHandle.storeStoreFence(); // the odd version before any of the new numbers
    }

    void set(int cell, long value) {
        LONGS.setOpaque(values, cell, value);
    }

    void add(int cell, long value) {
        LONGS.setOpaque(values, cell, (long) LONGS.getOpaque(values, cell) + value);
    }

    /** By the writer: its own number. */
    long get(int cell) {
        return (long) LONGS.getOpaque(values, cell);
    }

    void end() {
        VERSION.setRelease(this, (long) VERSION.getOpaque(this) + 1); // the new numbers before the even version
    }

    /** All numbers as they were between two changes; by any thread. */
    long[] read() {
        long[] copy = new long[values.length];
        for (int looks = 1; ; looks++) {
            long before = (long) VERSION.getAcquire(this);
            for (int i = 0; i < copy.length; i++) {
                copy[i] = (long) LONGS.getOpaque(values, i);
            }
            VarHandle.loadLoadFence(); // the numbers before the second look at the version
            if ((before & 1) == 0 && before == (long) VERSION.getOpaque(this)) {
                return copy;
            }
            if (looks % SPINS == 0) {
                LockSupport.parkNanos(PAUSE_NS); // the writer has lost its core in the midst of a change
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
