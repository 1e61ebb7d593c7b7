package io.narrows.data.pack;

import io.narrows.data.shard.raw.Compression;

/** How samples are cut into shards and written. Immutable. */
public final class PackOptions {
    /** How large a shard is unless something else is said. */
    public static final long DEFAULT_SHARD_BYTES = 64L << 20;

    /** How many decompressed bytes go into a gzip member or zstd frame, at least: what stays in a core's cache until it is parsed. */
    public static final int DEFAULT_BLOCK_BYTES = 256 << 10;

    private static final int LEAST_BLOCK_BYTES = 4 << 10;
    /** A block of more is not decompressed whole by the reader. */
    private static final int MOST_BLOCK_BYTES = 4 << 20;

    private final PackFormat format;
    private final long shardSamples;
    private final long shardBytes;
    private final int blockBytes;
    private final int level;
    private final boolean numberedKeys;

    private PackOptions(Builder builder) {
        format = builder.format;
        shardSamples = builder.shardSamples;
        shardBytes = builder.shardBytes;
        blockBytes = builder.blockBytes;
        level = builder.level != 0 ? builder.level : format.compression() == Compression.ZSTD ? 3 : 6;
        numberedKeys = builder.numberedKeys;
    }

    public static PackOptions defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public PackFormat format() {
        return format;
    }

    /** How many samples a shard has at most. */
    public long shardSamples() {
        return shardSamples;
    }

    /** How many bytes a shard has at most before it is compressed; more only when a single sample has. */
    public long shardBytes() {
        return shardBytes;
    }

    /** How many decompressed bytes a gzip member or zstd frame has at least, but the last one. */
    public int blockBytes() {
        return blockBytes;
    }

    /** The compressor's level. */
    public int level() {
        return level;
    }

    /** Whether keys are replaced by the samples' numbers. */
    public boolean numberedKeys() {
        return numberedKeys;
    }

    /** Two texts are equal where the same samples give the same shards. */
    @Override
    public String toString() {
        return format.suffix().substring(1) + ", at most " + (shardSamples == Long.MAX_VALUE ? "any" : shardSamples)
                + " samples and " + shardBytes + " bytes a shard"
                + (format.compression() == Compression.NONE
                        ? ""
                        : ", level " + level + ", blocks of " + blockBytes + " bytes")
                + (numberedKeys ? ", keys numbered" : "");
    }

    /** Collects options. */
    public static final class Builder {
        private PackFormat format = PackFormat.TAR;
        private long shardSamples = Long.MAX_VALUE;
        private long shardBytes = DEFAULT_SHARD_BYTES;
        private int blockBytes = DEFAULT_BLOCK_BYTES;
        private int level;
        private boolean numberedKeys;

        private Builder() {}

        public Builder format(PackFormat newFormat) {
            format = newFormat;
            return this;
        }

        /** Ends a shard after so many samples. */
        public Builder shardSamples(long samples) {
            if (samples < 1 || samples > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "samples per shard is " + samples + ": must be between 1 and " + Integer.MAX_VALUE);
            }
            shardSamples = samples;
            return this;
        }

        /** Ends a shard before the sample that would make it larger, counted before compression. */
        public Builder shardBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("bytes per shard is " + bytes + ": must be at least 1");
            }
            shardBytes = bytes;
            return this;
        }

        /** Ends a gzip member or zstd frame after so many decompressed bytes, where a sample ends. */
        public Builder blockBytes(int bytes) {
            if (bytes < LEAST_BLOCK_BYTES || bytes > MOST_BLOCK_BYTES) {
                throw new IllegalArgumentException("bytes per block is " + bytes + ": must be between "
                        + LEAST_BLOCK_BYTES + " and " + MOST_BLOCK_BYTES);
            }
            blockBytes = bytes;
            return this;
        }

        /** The compressor's level: 1 to 9 for gzip, 1 to 22 for zstd. */
        public Builder level(int newLevel) {
            if (newLevel < 1 || newLevel > 22) {
                throw new IllegalArgumentException("level is " + newLevel + ": must be between 1 and 22");
            }
            level = newLevel;
            return this;
        }

        /** Whether to replace keys by the samples' numbers, for samples that have none of their own. */
        public Builder numberedKeys(boolean numbered) {
            numberedKeys = numbered;
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException when the level is none of the format's
         */
        public PackOptions build() {
            if (format.compression() == Compression.GZIP && level > 9) {
                throw new IllegalArgumentException("level is " + level + ": must be between 1 and 9 for gzip");
            }
            return new PackOptions(this);
        }
    }
}
