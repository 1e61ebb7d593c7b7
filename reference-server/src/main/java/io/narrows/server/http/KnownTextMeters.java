package io.narrows.server.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.narrows.server.caching.RowObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Counters of texts that were known, under way or computed, and of rows that are no longer kept. Thread-safe. */
final class KnownTextMeters implements RowObserver {
    /** Finer below a millisecond than those of other meters: that is where hits are. */
    private static final Duration[] BUCKETS = Stream.of(
                    100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
            .map(us -> Duration.ofNanos(us * 1_000L))
            .toArray(Duration[]::new);

    private final Counter hits;
    private final Counter coalesced;
    private final Counter misses;
    private final Timer[] inferred;
    private final Counter expired;
    private final Counter evicted;

    KnownTextMeters(MeterRegistry registry) {
        hits = texts(registry, "hit");
        coalesced = texts(registry, "coalesced");
        misses = texts(registry, "miss");
        inferred = new Timer[] {inferred(registry, "miss"), inferred(registry, "hit"), inferred(registry, "coalesced")};
        expired = evicted(registry, "expired");
        evicted = evicted(registry, "size");
    }

    private static Counter texts(MeterRegistry registry, String outcome) {
        return Counter.builder("narrows.cache.texts")
                .description("Texts by where their row came from")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Timer inferred(MeterRegistry registry, String outcome) {
        return Timer.builder("narrows.cache.infer")
                .description("Answered inference requests by what was known of their texts")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** A request was answered, with one of the outcomes of {@link CacheStages}. */
    void inferred(int outcome, long totalNs) {
        inferred[outcome].record(totalNs, TimeUnit.NANOSECONDS);
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
