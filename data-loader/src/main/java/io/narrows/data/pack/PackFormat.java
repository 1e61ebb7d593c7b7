package io.narrows.data.pack;

import io.narrows.data.shard.index.IndexedFormat;
import io.narrows.data.shard.jsonl.JsonLinesFormat;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.shard.tar.TarFormat;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What shards can be written as. */
public enum PackFormat {
    TAR(TarFormat.KIND, Compression.NONE),
    TAR_GZ(TarFormat.KIND, Compression.GZIP),
    TAR_ZST(TarFormat.KIND, Compression.ZSTD),
    JSONL(JsonLinesFormat.KIND, Compression.NONE),
    JSONL_GZ(JsonLinesFormat.KIND, Compression.GZIP),
    JSONL_ZST(JsonLinesFormat.KIND, Compression.ZSTD);

    private final String kind;
    private final Compression compression;

    PackFormat(String kind, Compression compression) {
        this.kind = kind;
        this.compression = compression;
    }

    /** What a shard's name ends with, as in {@code .tar.gz}. */
    public String suffix() {
        return kind + compression.suffix();
    }

    public Compression compression() {
        return compression;
    }

    boolean isTar() {
        return kind.equals(TarFormat.KIND);
    }

    IndexedFormat format() {
        return isTar() ? new TarFormat() : new JsonLinesFormat();
    }

    /**
     * The format of a name without its first dot, as in {@code tar.gz}.
     *
     * @throws IllegalArgumentException when there is none of that name; the message has those that there are
     */
    public static PackFormat of(String name) {
        for (PackFormat format : values()) {
            if (format.suffix().substring(1).equals(name)) {
                return format;
            }
        }
        throw new IllegalArgumentException("format \"" + name + "\": must be one of "
                + Arrays.stream(values())
                        .map(format -> format.suffix().substring(1))
                        .collect(Collectors.joining(", ")));
    }
}
