package io.narrows.data.shard.tar;

import io.narrows.data.shard.index.IndexedFormat;
import io.narrows.data.shard.index.SampleIndex;
import io.narrows.data.shard.index.SampleLayout;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code .tar}, {@code .tar.gz} and {@code .tar.zst} shards, as WebDataset groups their files into samples. */
public final class TarFormat extends IndexedFormat {
    /** What the name of a plain one ends with. */
    public static final String KIND = ".tar";

    public TarFormat() {
        super(KIND, 1, TarHeader.BYTES);
    }

    @Override
    protected SampleLayout layout() {
        return new TarLayout();
    }

    @Override
    protected @Nullable SampleIndex otherIndex(Source source, DataFile file, Compression compression)
            throws IOException, InterruptedException {
        return compression == Compression.NONE ? WdsIndex.read(source, file) : null;
    }
}
