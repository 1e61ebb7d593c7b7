package io.narrows.analysis.statistics;

import java.util.Arrays;

/** Sorts numbers, and row numbers by a key. Holds no state. */
public final class Order {

    /*
     * Radix sort from the lowest byte on: stable, no boxing, and linear in the number of rows. A byte in which all keys
     * agree costs one look; latencies in ns differ in four or five of the eight.
     */

    private static final int BITS = 8;
    private static final int BUCKETS = 1 << BITS;

    /** Fewer keys are sorted faster by comparing them. */
    private static final int MIN_RADIX = 2_048;

    private Order() {}

    /** Numbers of the keys in ascending order of the keys; of equal keys the earlier comes first. */
    public static int[] ascending(long[] keys) {
        int[] rows = new int[keys.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        int[] spare = new int[keys.length];
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            int[] starts = starts(keys, shift);
            if (starts.length == 0) {
                continue;
            }
            for (int row : rows) {
                spare[starts[digit(keys[row], shift)]++] = row;
            }
            int[] sorted = spare;
            spare = rows;
            rows = sorted;
        }
        return rows;
    }

    /** The keys in ascending order; the array that is given is not changed. */
    public static long[] sorted(long[] keys) {
        long[] sorted = keys.clone();
        if (keys.length < MIN_RADIX) {
            Arrays.sort(sorted);
            return sorted;
        }
        long[] spare = new long[keys.length];
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            int[] starts = starts(keys, shift);
            if (starts.length == 0) {
                continue;
            }
            for (long key : sorted) {
                spare[starts[digit(key, shift)]++] = key;
            }
            long[] other = spare;
            spare = sorted;
            sorted = other;
        }
        return sorted;
    }

    /** Where each digit's rows begin, or nothing where all keys have the same digit. */
    private static int[] starts(long[] keys, int shift) {
        int[] counts = new int[BUCKETS];
        for (long key : keys) {
            counts[digit(key, shift)]++;
        }
        int at = 0;
        for (int i = 0; i < BUCKETS; i++) {
            int count = counts[i];
            if (count == keys.length) {
                return new int[0];
            }
            counts[i] = at;
            at += count;
        }
        return counts;
    }

    /** The sign bit is turned round, so that negative keys come first. */
    private static int digit(long key, int shift) {
        return (int) ((key ^ Long.MIN_VALUE) >>> shift) & (BUCKETS - 1);
    }
}
