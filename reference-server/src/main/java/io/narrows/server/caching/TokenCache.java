package io.narrows.server.caching;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.narrows.server.model.TextModel.Tokens;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of texts that come again, bounded by the bytes that they take: splitting a text takes several times as long as
 * all else that a known answer needs. Thread-safe.
 */
public final class TokenCache {
    /** Longest text whose tokens are kept, in characters; of a longer one most is cut off anyway. */
    static final int LONGEST = 2_048;

    /** What an entry takes beside the characters and the ids: as for a row, and the text, its array and the tokens. */
    static final int OVERHEAD_BYTES = RowCache.OVERHEAD_BYTES + 56;

    private final Cache<TextKey, Tokens> tokens;

    /** A text of a model's. Equal keys have equal characters; the order is for a hash table whose keys have one hash. */
    private record TextKey(ModelKey model, String text) implements Comparable<TextKey> {
        private static final Comparator<TextKey> ORDER =
                Comparator.comparing(TextKey::text).thenComparing(TextKey::model);

        @Override
        public int compareTo(TextKey other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * An empty cache.
     *
     * @param maxBytes most bytes of all entries, keys and bookkeeping included
     */
    public TokenCache(long maxBytes) {
        tokens = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<TextKey, Tokens>weigher(TokenCache::bytes)
                .executor(Runnable::run)
                .build();
    }

    private static int bytes(TextKey key, Tokens tokens) {
        return OVERHEAD_BYTES
                + Character.BYTES * key.text().length()
                + Math.toIntExact((long) Long.BYTES * tokens.length());
    }

    /** The tokens of a text, null when they are not known. */
    @Nullable
    Tokens get(ModelKey model, String text) {
        return tokens.getIfPresent(new TextKey(model, text));
    }

    /** Keeps the tokens of a text that is no longer than {@link #LONGEST}. */
    void put(ModelKey model, String text, Tokens split) {
        if (text.length() <= LONGEST) {
            tokens.put(new TextKey(model, text), split);
        }
    }

    /** What it takes now, in bytes. */
    public long bytes() {
        tokens.cleanUp();
        return tokens.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
}
