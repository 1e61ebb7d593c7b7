package io.narrows.analysis.statistics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Growing column of numbers from 0 up, some of which may be absent. It takes 4 bytes a number where numbers are below
 * 4,294,967,295 (as ns: 4.29 s), 8 where one near it is larger, and nothing where all near it are absent. Not thread-safe.
 */
public final class CompactColumn {

    /** Stands for a number that is absent. */
    public static final long ABSENT = -1;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final long MAX_NARROW = 0xFFFF_FFFEL;

    /** Each is null, an array of ints, or an array of longs. The int -1 is absent, and others are unsigned. */
    private @Nullable Object[] chunks = new Object[16];

    private int size;

    /** Number of rows up to the last one that was set. */
    public int size() {
        return size;
    }

    /** The number of a row, or {@link #ABSENT}; any row that was not set is absent. */
    public long get(int row) {
        int chunk = row >>> CHUNK_BITS;
        Object held = chunk < chunks.length ? chunks[chunk] : null;
        if (held instanceof int[] narrow) {
            int value = narrow[row & (CHUNK - 1)];
            return value == -1 ? ABSENT : value & 0xFFFF_FFFFL;
        }
        return held instanceof long[] wide ? wide[row & (CHUNK - 1)] : ABSENT;
    }

    /** Sets the number of a row; a negative one makes it absent. */
    public void set(int row, long value) {
        size = Math.max(size, row + 1);
        int chunk = row >>> CHUNK_BITS;
        if (value < 0 && (chunk >= chunks.length || chunks[chunk] == null)) {
            return;
        }
        if (chunk >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, 2 * chunks.length));
        }
        Object held = chunks[chunk];
        if (held instanceof long[] wide) {
            wide[row & (CHUNK - 1)] = Math.max(ABSENT, value);
        } else if (value > MAX_NARROW) {
            widen(chunk, held)[row & (CHUNK - 1)] = value;
        } else {
            narrow(chunk, held)[row & (CHUNK - 1)] = (int) Math.max(ABSENT, value);
        }
    }

    private int[] narrow(int chunk, @Nullable Object held) {
        if (held instanceof int[] narrow) {
            return narrow;
        }
        int[] made = new int[CHUNK];
        Arrays.fill(made, -1);
        chunks[chunk] = made;
        return made;
    }

    private long[] widen(int chunk, @Nullable Object held) {
        long[] wide = new long[CHUNK];
        Arrays.fill(wide, ABSENT);
        if (held instanceof int[] narrow) {
            for (int i = 0; i < CHUNK; i++) {
                wide[i] = narrow[i] == -1 ? ABSENT : narrow[i] & 0xFFFF_FFFFL;
            }
        }
        chunks[chunk] = wide;
        return wide;
    }
}
