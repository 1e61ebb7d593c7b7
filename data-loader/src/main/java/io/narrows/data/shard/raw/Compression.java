package io.narrows.data.shard.raw;

import io.narrows.data.source.DataFile;
import org.jspecify.annotations.Nullable;

/** How a shard's file is compressed; goes by the end of its name. */
public enum Compression {
    NONE(""),
    GZIP(".gz"),
    ZSTD(".zst");

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** What a name ends with when a file is compressed so; empty for none. */
    public String suffix() {
        return suffix;
    }

    /** How a file of this name is compressed, or null when its name does not end with {@code kind} and one of the suffixes. */
    public static @Nullable Compression of(String name, String kind) {
        for (Compression compression : values()) {
            if (name.endsWith(kind + compression.suffix)) {
                return compression;
            }
        }
        return null;
    }

    /**
     * A window on a file's decompressed bytes, from any place on.
     *
     * @param blocks where its blocks begin; ignored where it is not compressed
     * @param rawBytes how many decompressed bytes there are in them
     * @param limit how far to read ahead, in decompressed bytes
     */
    public RawWindow window(DataFile file, @Nullable Blocks blocks, long rawBytes, long limit) {
        return switch (this) {
            case NONE -> new PlainWindow(file, limit);
            case GZIP -> new GzipWindow(file, blocks, rawBytes);
            case ZSTD -> new ZstdWindow(file, blocks, rawBytes);
        };
    }

    /** A window for reading a file once and forward, to find out what is in it. */
    public RawWindow scan(DataFile file) {
        return window(file, null, Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
