package io.narrows.server.caching;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rows of models' output, bounded by the bytes that they take. Which to keep is decided by how often and how lately a text
 * was asked for (W-TinyLFU, see Caffeine). Thread-safe; what it takes and gives is copied, so that nobody can change a row
 * that others will get.
 */
public final class RowCache {

    /*
     * What an entry takes beside its ids and its floats, in bytes, on a 64-bit JVM with compressed references: the two
     * arrays' headers 32, the key 24, Caffeine's entry 72, the hash table's entry and slot 40, the counters of how often
     * texts are asked for 16. Of 100,000 entries the heap took 153 each, with a time to live 168, beside ids and floats.
     */
    static final int OVERHEAD_BYTES = 184;

    private final Cache<RowKey, float[]> rows;

    /**
     * An empty cache.
     *
     * @param maxBytes most bytes of all entries, keys and bookkeeping included
     * @param ttl how long a row is kept after it was computed; {@link Duration#ZERO} for as long as there is room
     * @param ticker the time
     * @param observer told what is dropped
     */
    public RowCache(long maxBytes, Duration ttl, Ticker ticker, RowObserver observer) {
        Caffeine<RowKey, float[]> builder = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<RowKey, float[]>weigher(RowCache::bytes)
                .ticker(ticker)
                // By whoever happens to put or ask: another pool of threads would only wait for a core.
                .executor(Runnable::run)
                .evictionListener((key, row, cause) -> observer.evicted(cause == RemovalCause.EXPIRED));
        if (!ttl.isZero()) {
            builder.expireAfterWrite(ttl);
        }
        rows = builder.build();
    }

    private static int bytes(RowKey key, float[] row) {
        return OVERHEAD_BYTES + Math.toIntExact((long) Long.BYTES * key.tokens() + (long) Float.BYTES * row.length);
    }

    /** A copy of the row of a text, null when it is not known. */
    float @Nullable [] get(RowKey key) {
        float[] row = rows.getIfPresent(key);
        return row == null ? null : row.clone();
    }

    /** Keeps a copy of a row. One with a value that is no number is the sign of a fault, and is not kept. */
    void put(RowKey key, float[] row) {
        for (float value : row) {
            if (!Float.isFinite(value)) {
                return;
            }
        }
        rows.put(key, row.clone());
    }

    /** What the rows take now, in bytes. */
    public long bytes() {
        rows.cleanUp();
        return rows.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    /** How many rows there are now. */
    public long entries() {
        rows.cleanUp();
        return rows.estimatedSize();
    }
}
