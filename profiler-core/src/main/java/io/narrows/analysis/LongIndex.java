package io.narrows.analysis;

import java.util.Arrays;

/** Rows by a number that is not 0, without boxing: 12 bytes a slot, at most half of which are taken. Not thread-safe. */
final class LongIndex {

    /** Said where a number has no row. */
    static final int NONE = -1;

    private long[] keys = new long[1 << 10];
    private int[] rows = new int[1 << 10];
    private int size;

    /** The row of a number, or {@link #NONE}. */
    int get(long key) {
        int slot = slot(key);
        return key != 0 && keys[slot] == key ? rows[slot] : NONE;
    }

    /** Gives a number a row, instead of the one that it had. */
    void put(long key, int row) {
        if (key == 0) {
            return;
        }
        int slot = slot(key);
        if (keys[slot] != key) {
            if (2 * (size + 1) > keys.length) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
            size++;
        }
        rows[slot] = row;
    }

    /** Linear probing from a mixed number; serials are small and close to each other. */
    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & (keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldRows = rows;
        keys = new long[2 * oldKeys.length];
        rows = Arrays.copyOf(rows, keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                rows[slot] = oldRows[i];
            }
        }
    }
}
