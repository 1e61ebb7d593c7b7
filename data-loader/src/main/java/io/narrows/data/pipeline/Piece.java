package io.narrows.data.pipeline;

import io.narrows.data.profile.ChunkTimes;
import org.jspecify.annotations.Nullable;

/**
 * Samples that are ready: consecutive positions, some of them perhaps left out. Valid until the next one is asked for.
 */
public final class Piece {
    private final Run run;
    private final int from;
    private final int to;
    private final ChunkTimes times;
    private final long bytesPerSample;

    Piece(Run run, int from, int to, ChunkTimes times) {
        this.run = run;
        this.from = from;
        this.to = to;
        this.times = times;
        bytesPerSample = run.chargedBytes / Math.max(run.end() - run.first(), 1);
    }

    /** The first position. */
    public long position() {
        return run.position + from;
    }

    /** How many positions. */
    public int samples() {
        return to - from;
    }

    /** Whether none was left out. */
    public boolean whole() {
        return !run.skips;
    }

    /** The number of a sample's shard. */
    public int shard(int offset) {
        LoadedWindow window = run.window;
        return window == null
                ? run.shard
                : window.slice(window.window.sliceOf(position() + offset)).shard();
    }

    /** The number of a sample in its shard. */
    public int index(int offset) {
        LoadedWindow window = run.window;
        return window == null ? run.from + from + offset : window.window.indexOf(position() + offset);
    }

    /** Copies values and keys to arrays. */
    public void copy(int offset, int count, @Nullable Object[] items, @Nullable String[] keys, int at) {
        System.arraycopy(run.items, from + offset, items, at, count);
        System.arraycopy(run.keys, from + offset, keys, at, count);
    }

    /** A value; null may be one. */
    public @Nullable Object item(int offset) {
        return run.items[from + offset];
    }

    public String key(int offset) {
        return String.valueOf(run.keys[from + offset]);
    }

    /** Why a sample was left out; null for one that was not. */
    public @Nullable Fault fault(int offset) {
        return run.items[from + offset] instanceof Run.Skipped skipped ? skipped.fault() : null;
    }

    /** What happened to the chunk that they are of. */
    public ChunkTimes times() {
        return times;
    }

    /** Bytes of each of them, on average. */
    public long bytesPerSample() {
        return bytesPerSample;
    }
}
