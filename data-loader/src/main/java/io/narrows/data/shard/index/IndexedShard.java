package io.narrows.data.shard.index;

import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.raw.Blocks;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.source.DataFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A shard with an index. */
final class IndexedShard implements Shard {
    private final IndexedFormat format;
    private final DataFile file;
    private final Compression compression;
    private final boolean cheap;
    private final int samples;
    private volatile @Nullable SampleIndex index;
    private volatile boolean closed;

    /** @param cheap whether the index is not worth keeping once the shard is closed, because it can be read again */
    IndexedShard(IndexedFormat format, DataFile file, Compression compression, SampleIndex index, boolean cheap) {
        this.format = format;
        this.file = file;
        this.compression = compression;
        this.index = index;
        this.cheap = cheap;
        samples = index.samples();
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public int samples() {
        return samples;
    }

    @Override
    public boolean hasKeys() {
        return format.hasKeys();
    }

    @Override
    public long fileBytes() {
        return file.size();
    }

    @Override
    public long bytes(int from, int to) {
        SampleIndex known = open();
        return known.start(to) - known.start(from);
    }

    @Override
    public ShardCursor read(int from, int to) throws IOException {
        checkRange(from, to);
        checkOpen();
        SampleIndex known = open();
        return new IndexedCursor(
                this,
                known,
                format.layout(),
                compression.window(file, known.blocks(), known.rawBytes(), known.start(to)),
                from,
                to);
    }

    @Override
    public int samplesBefore(int sample) {
        SampleIndex known = open();
        Blocks blocks = known.blocks();
        if (blocks == null || blocks.count() == 0) {
            return 0;
        }
        return sample - Math.min(sample, known.firstFrom(blocks.rawStart(blocks.at(known.start(sample)))));
    }

    /** The index, if it is still there. */
    @Nullable
    SampleIndex index() {
        return index;
    }

    private SampleIndex open() {
        SampleIndex known = index;
        if (known == null) {
            throw new IllegalStateException(name() + " is closed");
        }
        return known;
    }

    void checkRange(int from, int to) {
        if (from < 0 || to < from || to > samples) {
            throw new IndexOutOfBoundsException(
                    "samples " + from + " to " + to + " of " + name() + ", which has " + samples);
        }
    }

    void checkOpen() throws IOException {
        if (closed) {
            throw new IOException(name() + " is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        if (cheap) {
            index = null;
        }
        file.close();
    }
}
