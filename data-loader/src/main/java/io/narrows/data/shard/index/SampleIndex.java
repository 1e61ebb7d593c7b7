package io.narrows.data.shard.index;

import io.narrows.data.shard.raw.Blocks;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.SampleLimit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the samples of a shard lie in its decompressed bytes: one behind the other. Immutable and thread-safe, once it is
 * built.
 */
public final class SampleIndex {
    private final int samples;
    private final int alignment;
    private final long[] ends;
    private final @Nullable Blocks blocks;
    private final long rawBytes;
    private final @Nullable String damage;

    private SampleIndex(Builder builder, @Nullable Blocks blocks, long rawBytes) {
        samples = builder.samples;
        alignment = builder.alignment;
        ends = builder.ends;
        damage = builder.damage;
        this.blocks = blocks;
        this.rawBytes = rawBytes;
    }

    public int samples() {
        return samples;
    }

    /** Where a sample begins: where the one before it ends, rounded up to what the format begins samples at. */
    public long start(int sample) {
        if (sample < 0 || sample > samples) {
            throw new IndexOutOfBoundsException("sample " + sample + " of " + samples);
        }
        return sample == 0 ? 0 : (ends[sample - 1] + alignment - 1) / alignment * alignment;
    }

    /** Where a sample ends. */
    public long end(int sample) {
        if (sample < 0 || sample >= samples) {
            throw new IndexOutOfBoundsException("sample " + sample + " of " + samples);
        }
        return ends[sample];
    }

    /** The first sample that begins at a place or behind it. */
    int firstFrom(long place) {
        int low = 0;
        int high = samples;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (start(middle) < place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where the blocks of its compressed file begin; null where it is not compressed. */
    public @Nullable Blocks blocks() {
        return blocks;
    }

    /** How many decompressed bytes there are. */
    public long rawBytes() {
        return rawBytes;
    }

    /** What is wrong with the shard from its last sample on, which cannot be read then; null when nothing is. */
    public @Nullable String damage() {
        return damage;
    }

    /** Collects samples in the order in which they lie. */
    public static final class Builder {
        private final int alignment;
        private final long fileBytes;
        private int samples;
        private long[] ends = new long[256];
        private @Nullable String damage;

        /** For a shard that is being written, of a format that begins samples at multiples of so many bytes. */
        public Builder(int alignment) {
            this(alignment, Long.MAX_VALUE);
        }

        /**
         * For a shard that is read.
         *
         * @param alignment samples begin at multiples of so many bytes
         * @param fileBytes bytes of the file, as it is stored, which say how many samples it may have
         */
        public Builder(int alignment, long fileBytes) {
            this.alignment = alignment;
            this.fileBytes = fileBytes;
        }

        public int samples() {
            return samples;
        }

        /** Where the last sample ends. */
        public long end() {
            return samples == 0 ? 0 : ends[samples - 1];
        }

        /**
         * Adds the next sample, which begins behind the end of the last one.
         *
         * @throws DamageException when there are more than the file may have
         */
        public void add(long end) throws DamageException {
            if (end < end()) {
                throw new IllegalArgumentException(
                        "a sample that ends at " + end + ", before its beginning at " + end());
            }
            if (samples == ends.length) {
                int most = SampleLimit.of(fileBytes);
                if (samples >= most) {
                    throw new DamageException("has too many samples: " + SampleLimit.rule(fileBytes));
                }
                ends = Arrays.copyOf(ends, (int) Math.min(most, samples * 2L));
            }
            ends[samples++] = end;
        }

        /** Moves the end of the last sample. */
        public void extend(long end) {
            ends[samples - 1] = end;
        }

        /** Takes back the samples that end behind a place; says whether there were any. */
        boolean dropBehind(long place) {
            int before = samples;
            while (end() > place) {
                samples--;
            }
            return samples < before;
        }

        @Nullable
        String damage() {
            return damage;
        }

        /** Says that the last sample, and whatever would follow it, cannot be read. */
        public void damaged(String rule) {
            damage = rule;
        }

        /**
         * The index of what was collected; the builder is of no use afterwards.
         *
         * @param blocks where the blocks of the compressed file begin; null where it is not compressed
         * @param rawBytes how many decompressed bytes there are
         */
        public SampleIndex build(@Nullable Blocks blocks, long rawBytes) {
            ends = Arrays.copyOf(ends, samples);
            return new SampleIndex(this, blocks, rawBytes);
        }
    }
}
