package io.narrows.data.command;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of each field, in bounded memory: of the {@link #MOST} names that are first in the alphabet. The others are
 * counted together; a data set of so many fields has keys where its fields should be, which is what one looks for. The result
 * does not depend on the order of samples and shards. For one thread.
 */
final class FieldSizes {
    static final int MOST = 1000;

    /* A name that left, or never came in, lies behind all that are there, and these only become smaller: it cannot come back. */
    private final TreeMap<String, SizeHistogram> named = new TreeMap<>();
    private long others;
    private long otherBytes;

    /** Adds the size of a field of a sample. */
    void add(String name, long size) {
        SizeHistogram sizes = of(name);
        if (sizes == null) {
            others++;
            otherBytes += size;
        } else {
            sizes.add(size);
        }
    }

    /** Adds those of another shard. */
    void add(FieldSizes shard) {
        others += shard.others;
        otherBytes += shard.otherBytes;
        shard.named.forEach((name, more) -> {
            SizeHistogram sizes = of(name);
            if (sizes == null) {
                leave(more);
            } else {
                sizes.add(more);
            }
        });
    }

    private @Nullable SizeHistogram of(String name) {
        SizeHistogram known = named.get(name);
        if (known != null) {
            return known;
        }
        if (named.size() == MOST) {
            if (name.compareTo(named.lastKey()) > 0) {
                return null;
            }
            leave(named.pollLastEntry().getValue());
        }
        SizeHistogram begun = new SizeHistogram();
        named.put(name, begun);
        return begun;
    }

    private void leave(SizeHistogram sizes) {
        others += sizes.count();
        otherBytes += sizes.sum();
    }

    /** By their names. */
    SortedMap<String, SizeHistogram> named() {
        return Collections.unmodifiableSortedMap(named);
    }

    /** How many values fields of other names have. */
    long others() {
        return others;
    }

    /** And how many bytes. */
    long otherBytes() {
        return otherBytes;
    }
}
