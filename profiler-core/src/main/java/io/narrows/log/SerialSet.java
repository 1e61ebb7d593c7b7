package io.narrows.log;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serials that were seen: pages of bits, since serials are handed out in order. Not thread-safe. */
final class SerialSet {

    private static final int PAGE_BITS = 12;
    private static final int SERIALS = 1 << PAGE_BITS;

    private final Map<Long, long[]> pages = new HashMap<>();
    private long lastPage = -1;
    private long @Nullable [] last;

    void add(long serial) {
        long[] words = page(serial >>> PAGE_BITS);
        if (words == null) {
            words = new long[SERIALS >>> 6];
            pages.put(lastPage, words);
            last = words;
        }
        words[word(serial)] |= 1L << serial;
    }

    boolean contains(long serial) {
        long[] words = page(serial >>> PAGE_BITS);
        return words != null && (words[word(serial)] & (1L << serial)) != 0;
    }

    /** The page of a number, or null; the one that was asked for last is at hand. */
    private long @Nullable [] page(long number) {
        if (number != lastPage) {
            last = pages.get(number);
            lastPage = number;
        }
        return last;
    }

    private static int word(long serial) {
        return (int) (serial & (SERIALS - 1)) >>> 6;
    }
}
