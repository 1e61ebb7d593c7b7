package io.narrows.log.buffer;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Serials whose later records are of no use any more; the latest of them, so that memory is bounded. Not thread-safe. */
final class GivenUp {
    private static final int MAX = 1 << 16;

    private final Set<Long> serials = new LinkedHashSet<>();

    void add(long serial) {
        if (serials.size() >= MAX) {
            Iterator<Long> oldest = serials.iterator();
            oldest.next();
            oldest.remove();
        }
        serials.add(serial);
    }

    boolean contains(long serial) {
        return !serials.isEmpty() && serials.contains(serial);
    }
}
