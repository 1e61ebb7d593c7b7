package io.narrows.server.caching;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts texts. */
final class Counts implements RowObserver {
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicInteger coalesced = new AtomicInteger();
    private final AtomicInteger misses = new AtomicInteger();

    @Override
    public void hits(int texts) {
        hits.addAndGet(texts);
    }

    @Override
    public void coalesced(int texts) {
        coalesced.addAndGet(texts);
    }

    @Override
    public void misses(int texts) {
        misses.addAndGet(texts);
    }

    int misses() {
        return misses.get();
    }

    /** Hits, coalesced, misses. */
    List<Integer> all() {
        return List.of(hits.get(), coalesced.get(), misses.get());
    }
}
