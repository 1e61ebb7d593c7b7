package io.narrows.server.caching;

import io.narrows.server.model.TextModel.Tokens;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a model's output depends on: the model, and the token ids that it is given. Equal keys have equal ids, each
 * of them compared; the hash only says where to look. Immutable.
 */
final class RowKey implements Comparable<RowKey> {

    /*
     * Who can send texts can choose token ids, so the hash begins with a number that only this process knows, and keys have
     * an order, by which a hash table finds its way even among keys of one hash.
     */
    private static final long SEED = new SecureRandom().nextLong();

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final ModelKey model;
    private final long[] ids;
    private final int hash;

    RowKey(ModelKey model, Tokens text) {
        this(model, text.ids(), hash(model, text.ids()));
    }

    /** With a hash of the test's choice. */
    RowKey(ModelKey model, long[] ids, int hash) {
        this.model = model;
        this.ids = ids;
        this.hash = hash;
    }

    private static int hash(ModelKey model, long[] ids) {
        long hash = SEED ^ model.hashCode();
        for (long id : ids) {
            hash = (hash ^ id) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        return (int) (hash ^ (hash >>> 29));
    }

    ModelKey model() {
        return model;
    }

    /** The text as the model is given it. */
    Tokens text() {
        return new Tokens(ids);
    }

    int tokens() {
        return ids.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey key
                && hash == key.hash
                && Arrays.equals(ids, key.ids)
                && model.equals(key.model);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(RowKey other) {
        int byIds = Arrays.compare(ids, other.ids);
        return byIds != 0 ? byIds : model.compareTo(other.model);
    }
}
