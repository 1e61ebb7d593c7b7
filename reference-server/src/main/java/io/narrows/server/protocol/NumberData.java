package io.narrows.server.protocol;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a request as they were written: whole ones exactly, up to 64 bits signed or unsigned, others as the nearest
 * double. Grows while it is read. For one thread until it is complete, then for any number that only read.
 */
public final class NumberData {
    /*
     * Whole numbers lie in `whole`; those from 2^63 on as their unsigned bits, marked in `wide`. With the first number that is
     * not whole, or beyond 64 bits, all are moved to `real`, and `firstReal` keeps where that was.
     */
    private static final int FIRST_CAPACITY = 16;

    private long[] whole = new long[FIRST_CAPACITY];
    private double @Nullable [] real;
    private final BitSet wide = new BitSet();
    private int count;
    private int firstReal = -1;
    private String firstRealText = "";

    /** Adds a whole number. */
    void addWhole(long value) {
        if (real != null) {
            addReal((double) value, "");
            return;
        }
        if (count == whole.length) {
            whole = Arrays.copyOf(whole, Math.multiplyExact(count, 2));
        }
        whole[count++] = value;
    }

    /** Adds a whole number from 2^63 to 2^64 - 1, given by its bits. */
    void addUnsigned(long bits) {
        if (real != null) {
            addReal(unsigned(bits), "");
            return;
        }
        wide.set(count);
        addWhole(bits);
    }

    /**
     * Adds a number that is not whole or beyond 64 bits.
     *
     * @param text as it was written
     */
    void addReal(double value, String text) {
        double[] into = real;
        if (into == null) {
            into = new double[Math.max(FIRST_CAPACITY, whole.length)];
            for (int i = 0; i < count; i++) {
                into[i] = real(i);
            }
            firstReal = count;
            firstRealText = text;
            whole = new long[0];
        } else if (count == into.length) {
            into = Arrays.copyOf(into, Math.multiplyExact(count, 2));
        }
        into[count++] = value;
        real = into;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** Index of the first number that is not whole or beyond 64 bits, -1 when there is none. */
    public int firstReal() {
        return firstReal;
    }

    /** That number as it was written. */
    public String firstRealText() {
        return firstRealText;
    }

    /** A number as a double, the nearest one. */
    public double real(int index) {
        if (real != null) {
            return real[index];
        }
        return wide.get(index) ? unsigned(whole[index]) : (double) whole[index];
    }

    /** The bits of a whole number. Only where {@link #firstReal} is -1. */
    public long bits(int index) {
        return whole[index];
    }

    /** Whether a whole number is 2^63 or more, its bits those of an unsigned one. */
    public boolean wide(int index) {
        return wide.get(index);
    }

    private static double unsigned(long bits) {
        // Halved with its last bit kept sticky, it is rounded as the whole would be.
        return bits >= 0 ? (double) bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
    }
}
