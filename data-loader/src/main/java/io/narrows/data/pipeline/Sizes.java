package io.narrows.data.pipeline;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the samples of a chunk take in memory once somebody is through with them. For one thread. */
final class Sizes {
    /** Decoded bytes per raw one where the JVM does not count what is allocated. */
    private static final int GUESSED_DECODED_PER_RAW = 2;

    /** Those that have failed: each worker of a loader has one of these, and it is said once. */
    private static final Set<ToLongFunction<Object>> TOLD_OF =
            Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    /** Null where there is none, or none that works. */
    private @Nullable ToLongFunction<Object> sizeOf;

    /** @param sizeOf bytes of a value once it is ready; null where what was allocated stands for it */
    Sizes(@Nullable ToLongFunction<Object> sizeOf) {
        this.sizeOf = sizeOf;
    }

    /**
     * Bytes of a chunk.
     *
     * @param rawBytes of its samples in their shards
     * @param ready whether its values are what the consumer gets
     */
    long of(Run run, long rawBytes, boolean ready) {
        ToLongFunction<Object> told = sizeOf;
        if (told != null && ready) {
            try {
                return sum(run, told);
            } catch (Throwable e) { // as what decoders throw: none of it ends a worker
                sizeOf = null;
                if (TOLD_OF.add(told)) {
                    Log.OF_SIZES.warn(
                            "sizeOf has failed; what samples take is what was allocated for them from now on", e);
                }
            }
        }
        return Allocated.known() ? run.allocated(0) : rawBytes * GUESSED_DECODED_PER_RAW;
    }

    private static long sum(Run run, ToLongFunction<Object> sizeOf) {
        long sum = 0;
        for (int i = run.first(); i < run.end(); i++) {
            Object item = run.items[i];
            long bytes = item == null || item instanceof Run.Skipped ? 0 : sizeOf.applyAsLong(item);
            if (bytes < 0) {
                throw new IllegalArgumentException(
                        "sample " + run.keys[i] + ": its size is " + bytes + ", it must be 0 or more");
            }
            sum += bytes;
        }
        return sum;
    }

    /** Starts the host's logging only when there is something to say. */
    private static final class Log {
        static final Logger OF_SIZES = LoggerFactory.getLogger(Sizes.class);
    }
}
