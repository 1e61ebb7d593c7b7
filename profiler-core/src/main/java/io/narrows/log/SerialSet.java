package io.narrows.log;

import java.util.HashMap;
import java.util.Map;

/** Serials that were seen: pages of bits, since serials are handed out in order. Not thread-safe. */
final class SerialSet {

    private static final int PAGE_BITS = 12;
    private static final int SERIALS = 1 << PAGE_BITS;

    private final Map<Long, long[]> pages = new HashMap<>();
    private long lastPage = -1;
    private long[] last = {};

    void add(long serial) {
        long[] words = page(serial);
        words[word(serial)] |= 1L << serial;
    }

    boolean contains(long serial) {
        long[] words = pages.get(serial >>> PAGE_BITS);
        return words != null && (words[word(serial)] & (1L << serial)) != 0;
    }

    private long[] page(long serial) {
        long number = serial >>> PAGE_BITS;
        if (number != lastPage) {
            last = pages.computeIfAbsent(number, n -> new long[SERIALS >>> 6]);
            lastPage = number;
        }
        return last;
    }

    private static int word(long serial) {
        return (int) (serial & (SERIALS - 1)) >>> 6;
    }
}
