package io.narrows.server.caching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.TextModel.Tokens;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
    private static final ModelKey MODEL = new ModelKey("m", "1", "fp32", "e", "h");
    private static final ModelKey OTHER = new ModelKey("m", "1", "int8", "e", "h");

    private final TokenCache cache = new TokenCache(1 << 20);
    private final KnownRows known = new KnownRows(
            new RowCache(1 << 20, Duration.ZERO, System::nanoTime, RowObserver.NONE), cache, true, RowObserver.NONE);
    private final AtomicInteger splits = new AtomicInteger();

    private Tokens split(String text) {
        splits.incrementAndGet();
        return new Tokens(text.chars().asLongStream().toArray());
    }

    @Test
    void aTextIsSplitOnceForEachModel() {
        Tokens first = known.tokens(MODEL, "abc", this::split);
        assertSame(first, known.tokens(MODEL, "abc", this::split));
        assertNotSame(first, known.tokens(OTHER, "abc", this::split));
        assertEquals(2, splits.get());
    }

    @Test
    void textsOfOneHashAreKeptApart() {
        assertEquals("Aa".hashCode(), "BB".hashCode());
        known.tokens(MODEL, "Aa", this::split);
        assertEquals('B', known.tokens(MODEL, "BB", this::split).ids()[0]);
        assertEquals('A', known.tokens(MODEL, "Aa", this::split).ids()[0]);
    }

    @Test
    void itsBytesAreBounded() {
        TokenCache small = new TokenCache(100 * (TokenCache.OVERHEAD_BYTES + 4 * 2 + 4 * 8));
        for (int i = 1000; i < 2000; i++) {
            String text = String.valueOf(i);
            small.put(MODEL, text, split(text));
        }
        assertEquals(100 * (TokenCache.OVERHEAD_BYTES + 4 * 2 + 4 * 8), small.bytes());
    }

    @Test
    void aLongTextIsNotKept() {
        String longest = "x".repeat(TokenCache.LONGEST);
        known.tokens(MODEL, longest, this::split);
        known.tokens(MODEL, longest + "x", this::split);
        assertNotNull(cache.get(MODEL, longest));
        assertNull(cache.get(MODEL, longest + "x"));
        assertTrue(cache.bytes() > 0);
    }

    @Test
    void withoutItEveryTextIsSplit() {
        KnownRows without = new KnownRows(null, null, true, RowObserver.NONE);
        without.tokens(MODEL, "abc", this::split);
        without.tokens(MODEL, "abc", this::split);
        assertEquals(2, splits.get());
    }
}
