package io.narrows.analysis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows by a serial number, without boxing. Serials are given out one after the other, so they are kept in pages of
 * neighbours: 4 bytes each, and those that are asked for one after the other lie together. Not thread-safe.
 */
final class LongIndex {

    /** Said where a number has no row. */
    static final int NONE = -1;

    private static final int PAGE_BITS = 8;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int[] EMPTY = new int[0];

    private final Map<Long, int[]> pages = new HashMap<>();
    private long lastPage;
    private int[] last = EMPTY;

    /** The row of a number, or {@link #NONE}. */
    int get(long number) {
        int[] page = page(number >>> PAGE_BITS);
        return page.length == 0 ? NONE : page[(int) number & (PAGE - 1)];
    }

    /** Gives a number a row, instead of the one that it had. */
    void put(long number, int row) {
        int[] page = page(number >>> PAGE_BITS);
        if (page.length == 0) {
            page = new int[PAGE];
            Arrays.fill(page, NONE);
            pages.put(number >>> PAGE_BITS, page);
            last = page;
        }
        page[(int) number & (PAGE - 1)] = row;
    }

    private int[] page(long page) {
        if (page != lastPage) {
            lastPage = page;
            last = pages.getOrDefault(page, EMPTY);
        }
        return last;
    }
}
