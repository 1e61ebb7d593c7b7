package io.narrows.data.shard.raw;

import java.util.Arrays;

/**
 * Where the gzip members or zstd frames of a compressed file begin, in the file and in its decompressed bytes. Filled by one
 * thread, then only read.
 */
public final class Blocks {
    private int count;
    private boolean cut;
    private long[] fileStarts = new long[16];
    private long[] rawStarts = new long[16];

    /** Adds the next block's beginnings. One that begins where the last one does in the decompressed bytes replaces it. */
    public void add(long fileStart, long rawStart) {
        if (count > 0 && rawStart == rawStarts[count - 1]) {
            count--; // an empty block between
        }
        if (count > 0 && (rawStart < rawStarts[count - 1] || fileStart <= fileStarts[count - 1])) {
            throw new IllegalArgumentException("a block at " + fileStart + " in the file and " + rawStart
                    + " in its bytes: it must lie behind the last one, at " + fileStarts[count - 1] + " and "
                    + rawStarts[count - 1]);
        }
        if (count == fileStarts.length) {
            fileStarts = Arrays.copyOf(fileStarts, count * 2);
            rawStarts = Arrays.copyOf(rawStarts, count * 2);
        }
        fileStarts[count] = fileStart;
        rawStarts[count] = rawStart;
        count++;
    }

    /** Says that the last block is damaged: its bytes can be had up to there only. */
    public void cut() {
        cut = true;
    }

    boolean isCut() {
        return cut;
    }

    public int count() {
        return count;
    }

    /** Where a block begins in the file. */
    public long fileStart(int block) {
        return fileStarts[checked(block)];
    }

    /** Where a block begins in the decompressed bytes. */
    public long rawStart(int block) {
        return rawStarts[checked(block)];
    }

    /** Which block holds a decompressed byte: the last one that does not begin behind it. */
    public int at(long raw) {
        int found = Arrays.binarySearch(rawStarts, 0, count, raw);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }

    private int checked(int block) {
        if (block < 0 || block >= count) {
            throw new IndexOutOfBoundsException("block " + block + " of " + count);
        }
        return block;
    }
}
