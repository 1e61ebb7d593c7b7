package io.narrows.server.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.narrows.server.caching.RowObserver;

/** Counters of texts that were known, under way or computed, and of rows that are no longer kept. Thread-safe. */
final class KnownTextMeters implements RowObserver {
    private final Counter hits;
    private final Counter coalesced;
    private final Counter misses;
    private final Counter expired;
    private final Counter evicted;

    KnownTextMeters(MeterRegistry registry) {
        hits = texts(registry, "hit");
        coalesced = texts(registry, "coalesced");
        misses = texts(registry, "miss");
        expired = evicted(registry, "expired");
        evicted = evicted(registry, "size");
    }

    private static Counter texts(MeterRegistry registry, String outcome) {
        return Counter.builder("narrows.cache.texts")
                .description("Texts by where their row came from")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter evicted(MeterRegistry registry, String cause) {
        return Counter.builder("narrows.cache.evicted")
                .description("Rows that are no longer kept, for their age or for lack of room")
                .tag("cause", cause)
                .register(registry);
    }

    @Override
    public void hits(int texts) {
        hits.increment(texts);
    }

    @Override
    public void coalesced(int texts) {
        coalesced.increment(texts);
    }

    @Override
    public void misses(int texts) {
        misses.increment(texts);
    }

    @Override
    public void evicted(boolean forAge) {
        (forAge ? expired : evicted).increment();
    }
}
