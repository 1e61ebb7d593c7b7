package io.narrows.profiler.retention;

import io.narrows.log.BatchDocument;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batches of which no member is in the log yet; the oldest go when there are too many. Not thread-safe.
 */
final class PendingBatches {
    static final int MAX_BATCHES = 4096;
    static final long MAX_BYTES = 8L << 20;

    private final Map<Long, BatchDocument> batches = new LinkedHashMap<>();
    private long bytes;

    /** Keeps a batch for its members. */
    void add(BatchDocument batch) {
        take(batch.serial());
        batches.put(batch.serial(), batch);
        bytes += DocumentSize.of(batch);
        while (batches.size() > MAX_BATCHES || (bytes > MAX_BYTES && batches.size() > 1)) {
            Iterator<BatchDocument> oldest = batches.values().iterator();
            bytes -= DocumentSize.of(oldest.next());
            oldest.remove();
        }
    }

    /** Hands a batch out to be written, once; null when it was written already, or had to go. */
    @Nullable
    BatchDocument take(long serial) {
        BatchDocument batch = batches.remove(serial);
        if (batch != null) {
            bytes -= DocumentSize.of(batch);
        }
        return batch;
    }

    int size() {
        return batches.size();
    }

    long bytes() {
        return bytes;
    }
}
