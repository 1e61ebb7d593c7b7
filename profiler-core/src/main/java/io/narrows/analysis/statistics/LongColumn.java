package io.narrows.analysis.statistics;

import java.util.Arrays;

/** Growing column of longs. Not thread-safe. */
public final class LongColumn {

    private long[] values = new long[256];
    private int size;

    public void add(long value) {
        ensure(size + 1);
        values[size++] = value;
    }

    public long get(int index) {
        return values[index];
    }

    public void set(int index, long value) {
        values[index] = value;
    }

    public int size() {
        return size;
    }

    /** Grows to a size, filling with a value. */
    public void padTo(int newSize, long filler) {
        if (newSize > size) {
            ensure(newSize);
            Arrays.fill(values, size, newSize, filler);
            size = newSize;
        }
    }

    public long[] toArray() {
        return Arrays.copyOf(values, size);
    }

    private void ensure(int needed) {
        if (needed > values.length) {
            values = Arrays.copyOf(values, Math.max(needed, values.length + (values.length >> 1)));
        }
    }
}
