package io.narrows.analysis;

import java.util.Arrays;

/** Growing column of longs. Not thread-safe. */
final class LongColumn {

    private long[] values = new long[256];
    private int size;

    void add(long value) {
        ensure(size + 1);
        values[size++] = value;
    }

    long get(int index) {
        return values[index];
    }

    void set(int index, long value) {
        values[index] = value;
    }

    int size() {
        return size;
    }

    /** Grows to a size, filling with a value. */
    void padTo(int newSize, long filler) {
        if (newSize > size) {
            ensure(newSize);
            Arrays.fill(values, size, newSize, filler);
            size = newSize;
        }
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }

    private void ensure(int needed) {
        if (needed > values.length) {
            values = Arrays.copyOf(values, Math.max(needed, values.length + (values.length >> 1)));
        }
    }
}
