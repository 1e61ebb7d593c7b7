package io.narrows.server.caching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.TextModel.Tokens;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RowCacheTest {
    private static final ModelKey MODEL = new ModelKey("m", "1", "fp32", "e", "h");
    private static final ModelKey OTHER = new ModelKey("m", "2", "fp32", "e", "h");

    private final AtomicLong nowNs = new AtomicLong();
    private final AtomicInteger expired = new AtomicInteger();
    private final AtomicInteger evicted = new AtomicInteger();
    private final RowObserver observer = new RowObserver() {
        @Override
        public void evicted(boolean forAge) {
            (forAge ? expired : evicted).incrementAndGet();
        }
    };

    private RowCache cache(long maxBytes, Duration ttl) {
        return new RowCache(maxBytes, ttl, nowNs::get, observer);
    }

    private static RowKey key(ModelKey model, long... ids) {
        return new RowKey(model, new Tokens(ids));
    }

    @Test
    void givesBackWhatItWasGivenBitForBit() {
        RowCache cache = cache(1 << 20, Duration.ZERO);
        float[] row = {1, -0.0f, Float.MIN_VALUE, 0.1f};
        cache.put(key(MODEL, 1, 2), row);
        float[] found = cache.get(key(MODEL, 1, 2));
        assertNotNull(found);
        for (int i = 0; i < row.length; i++) {
            assertEquals(Float.floatToRawIntBits(row[i]), Float.floatToRawIntBits(found[i]));
        }
        assertNull(cache.get(key(MODEL, 1, 3)));
        assertNull(cache.get(key(OTHER, 1, 2)));
    }

    @Test
    void nobodyCanChangeWhatOthersGet() {
        RowCache cache = cache(1 << 20, Duration.ZERO);
        float[] given = {1, 2};
        cache.put(key(MODEL, 1), given);
        given[0] = 99;
        float[] first = cache.get(key(MODEL, 1));
        assertArrayEquals(new float[] {1, 2}, first);
        assertNotNull(first);
        first[1] = 99;
        assertArrayEquals(new float[] {1, 2}, cache.get(key(MODEL, 1)));
    }

    @Test
    void keysOfOneHashAreKeptApart() {
        RowCache cache = cache(1 << 20, Duration.ZERO);
        for (long id = 0; id < 100; id++) {
            cache.put(new RowKey(MODEL, new long[] {id}, 7), new float[] {id});
        }
        for (long id = 0; id < 100; id++) {
            assertArrayEquals(new float[] {id}, cache.get(new RowKey(MODEL, new long[] {id}, 7)));
        }
    }

    @Test
    void itsBytesAreBounded() {
        long max = 100 * (RowCache.OVERHEAD_BYTES + 8 + 16);
        RowCache cache = cache(max, Duration.ZERO);
        for (long id = 0; id < 1000; id++) {
            cache.put(key(MODEL, id), new float[4]);
            assertTrue(cache.bytes() <= max, cache.bytes() + " bytes");
        }
        assertEquals(100, cache.entries());
        assertEquals(max, cache.bytes());
        assertEquals(900, evicted.get());
        assertEquals(0, expired.get());
    }

    @Test
    void whatIsLargerThanAllOfItIsNotKept() {
        RowCache cache = cache(1000, Duration.ZERO);
        cache.put(key(MODEL, 1), new float[1000]);
        assertEquals(0, cache.entries());
        assertNull(cache.get(key(MODEL, 1)));
    }

    @Test
    void aRowIsKeptForItsTime() {
        RowCache cache = cache(1 << 20, Duration.ofSeconds(10));
        cache.put(key(MODEL, 1), new float[1]);
        nowNs.addAndGet(Duration.ofMillis(9_999).toNanos());
        assertNotNull(cache.get(key(MODEL, 1)), "asking does not make it live longer");
        nowNs.addAndGet(Duration.ofMillis(1).toNanos());
        assertNull(cache.get(key(MODEL, 1)));
        assertEquals(0, cache.entries());
        assertEquals(0, cache.bytes());
        assertEquals(1, expired.get());
        assertEquals(0, evicted.get());
    }

    @Test
    void aRowWithoutAgeStays() {
        RowCache cache = cache(1 << 20, Duration.ZERO);
        cache.put(key(MODEL, 1), new float[1]);
        nowNs.addAndGet(Duration.ofDays(3650).toNanos());
        assertNotNull(cache.get(key(MODEL, 1)));
    }

    @Test
    void whatIsNoNumberIsNotKept() {
        RowCache cache = cache(1 << 20, Duration.ZERO);
        cache.put(key(MODEL, 1), new float[] {1, Float.NaN});
        cache.put(key(MODEL, 2), new float[] {Float.POSITIVE_INFINITY, 1});
        assertEquals(0, cache.entries());
    }
}
