package io.narrows.analysis.accounting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of longs, one or none a row, in few bytes. Written and read from the first row to the last. Not thread-safe.
 */
final class PackedColumn {

    /*
     * Rows come in blocks. A finished block holds code = value - least + 1 of each row, 0 where there is none, in as many
     * bytes as its largest code needs; a block without any value takes nothing. Durations of some ms take three bytes,
     * numbers of tokens one.
     */

    /** Rows of a block. */
    static final int BLOCK = 1_024;

    /** What a row without a value reads as. */
    static final long ABSENT = Long.MIN_VALUE;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final List<@Nullable Packed> blocks = new ArrayList<>();
    private final long[] open = new long[BLOCK];
    private boolean any;

    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    private record Packed(long least, int width, byte[] bytes) {}

    PackedColumn() {
        Arrays.fill(open, ABSENT);
    }

    /** Adds to the value of a row, which is the row of the last call or a later one. */
    void add(int row, long value) {
        advance(row / BLOCK);
        int at = row % BLOCK;
        set(row, open[at] == ABSENT ? value : open[at] + value);
    }

    /** Sets the value of a row, which is the row of the last call or a later one. */
    void set(int row, long value) {
        advance(row / BLOCK);
        open[row % BLOCK] = Math.max(value, ABSENT + 1);
        any = true;
    }

    /** Reads rows, quickly where they are asked for in order. The column must not change meanwhile. */
    Cursor cursor() {
        return new Cursor();
    }

    /** Reads the rows of a column. Not thread-safe. */
    final class Cursor {
        private final long[] rows = new long[BLOCK];
        private int block = -1;

        /** Value of a row, or {@link #ABSENT}. */
        long at(int row) {
            if (row / BLOCK != block) {
                block = row / BLOCK;
                read(block, rows);
            }
            return rows[row % BLOCK];
        }

        /** Value of a row, or 0. */
        long orZero(int row) {
            long value = at(row);
            return value == ABSENT ? 0 : value;
        }
    }

    /** Reads a block of rows. */
    private void read(int block, long[] into) {
        if (block == blocks.size()) {
            System.arraycopy(open, 0, into, 0, BLOCK);
            return;
        }
        Packed packed = block < blocks.size() ? blocks.get(block) : null;
        if (packed == null) {
            Arrays.fill(into, 0, BLOCK, ABSENT);
            return;
        }
        byte[] bytes = packed.bytes;
        int width = packed.width;
        long base = packed.least - 1;
        long mask = width == Long.BYTES ? -1 : (1L << (8 * width)) - 1;
        for (int i = 0, at = 0; i < BLOCK; i++, at += width) {
            long code = (long) LONGS.get(bytes, at) & mask;
            into[i] = code == 0 ? ABSENT : base + code;
        }
    }

    /** Bytes that it takes, about. */
    long bytes() {
        long sum = 8L * BLOCK;
        for (Packed packed : blocks) {
            sum += packed == null ? 4 : packed.bytes.length + 48;
        }
        return sum;
    }

    private void advance(int block) {
        while (blocks.size() < block) {
            blocks.add(any ? pack() : null);
            if (any) {
                Arrays.fill(open, ABSENT);
                any = false;
            }
        }
    }

    private Packed pack() {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (long value : open) {
            if (value != ABSENT) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        // Unsigned: up to 2^64 - 1 different values.
        long codes = most - least + 1;
        int width = codes == 0 ? 8 : (Long.SIZE - Long.numberOfLeadingZeros(codes) + 7) / 8;
        byte[] bytes = new byte[BLOCK * width + Long.BYTES - width];
        for (int i = 0, at = 0; i < BLOCK; i++, at += width) {
            // The upper bytes are zero here, or are overwritten by the next code.
            LONGS.set(bytes, at, open[i] == ABSENT ? 0 : open[i] - least + 1);
        }
        return new Packed(least, width, bytes);
    }
}
