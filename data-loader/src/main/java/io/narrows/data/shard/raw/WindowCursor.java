package io.narrows.data.shard.raw;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.ShardCursor;

/** What all cursors have in common that show samples through a window: the sample, and what reading took. */
public abstract class WindowCursor implements ShardCursor {
    protected final RawWindow window;
    protected final RawSample sample = new RawSample();

    /** @param window closed with the cursor */
    protected WindowCursor(RawWindow window) {
        this.window = window;
    }

    @Override
    public final RawSample sample() {
        return sample;
    }

    @Override
    public final long readNs() {
        return window.readNs();
    }

    @Override
    public final long decompressNs() {
        return window.decompressNs();
    }

    @Override
    public final long fileBytes() {
        return window.fileBytes();
    }

    @Override
    public final void close() {
        window.close();
    }
}
