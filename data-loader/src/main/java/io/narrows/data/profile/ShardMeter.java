package io.narrows.data.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What each shard gave and took. Told once for each chunk; thread-safe, without locks. */
public final class ShardMeter {
    private static final int SAMPLES = 0;
    private static final int FILE_BYTES = 1;
    private static final int DECODED_BYTES = 2;
    private static final int OPEN = 3;
    private static final int READ = 4;
    private static final int DECOMPRESS = 5;
    private static final int DECODE = 6;
    private static final int NUMBERS = 7;

    private final AtomicReferenceArray<@Nullable AtomicLongArray> shards;
    private final IntFunction<String> names;

    ShardMeter(int count, IntFunction<String> names) {
        shards = new AtomicReferenceArray<>(count);
        this.names = names;
    }

    /** A worker opened the shard. */
    public void opened(int shard, long openNs) {
        of(shard).addAndGet(OPEN, openNs);
    }

    /**
     * A worker is done with a chunk of the shard.
     *
     * @param samples that it decoded
     * @param fileBytes that it took from the file
     * @param decodedBytes of the samples
     * @param readNs time of reading, as the cursor tells, like the next
     * @param decompressNs time of decompressing
     * @param decodeNs time of decoding alone
     */
    public void decoded(
            int shard, int samples, long fileBytes, long decodedBytes, long readNs, long decompressNs, long decodeNs) {
        AtomicLongArray cells = of(shard);
        cells.addAndGet(SAMPLES, samples);
        cells.addAndGet(FILE_BYTES, fileBytes);
        cells.addAndGet(DECODED_BYTES, decodedBytes);
        cells.addAndGet(READ, readNs);
        cells.addAndGet(DECOMPRESS, decompressNs);
        cells.addAndGet(DECODE, decodeNs);
    }

    private AtomicLongArray of(int shard) {
        AtomicLongArray cells = shards.get(shard);
        if (cells == null) {
            AtomicLongArray made = new AtomicLongArray(NUMBERS);
            cells = shards.compareAndSet(shard, null, made) ? made : shards.get(shard);
        }
        return cells == null ? new AtomicLongArray(NUMBERS) : cells;
    }

    /** Of those that were touched, by their numbers. */
    List<ShardTime> times() {
        List<ShardTime> times = new ArrayList<>();
        for (int shard = 0; shard < shards.length(); shard++) {
            AtomicLongArray cells = shards.get(shard);
            if (cells != null) {
                times.add(new ShardTime(
                        shard,
                        names.apply(shard),
                        cells.get(SAMPLES),
                        cells.get(FILE_BYTES),
                        cells.get(DECODED_BYTES),
                        cells.get(OPEN),
                        cells.get(READ),
                        cells.get(DECOMPRESS),
                        cells.get(DECODE)));
            }
        }
        return times;
    }
}
