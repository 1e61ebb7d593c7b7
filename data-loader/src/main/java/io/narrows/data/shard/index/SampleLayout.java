package io.narrows.data.shard.index;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.raw.RawWindow;
import java.io.IOException;

/** What the samples of a format look like in decompressed bytes. For one thread at a time. */
public interface SampleLayout {
    /**
     * Shows a sample.
     *
     * @param window holds all of it: nothing is read any more
     * @param from where it begins
     * @param to where it ends
     * @throws io.narrows.data.shard.raw.DamageException when it is not what it should be
     */
    void show(int index, RawWindow window, long from, long to, RawSample sample)
            throws IOException, InterruptedException;

    /**
     * Where a sample's own bytes begin: behind what the index counts to it and is none of it, because it lies between the one
     * before it and this one.
     *
     * @param window holds nothing yet; what it holds afterwards may be no part of the sample
     * @param from where it begins by the index
     * @param to where it ends
     */
    long ownBegin(RawWindow window, long from, long to) throws IOException, InterruptedException;

    /**
     * Finds all samples, reading once and forward.
     *
     * @param window at the beginning of the shard
     * @param bytes how many decompressed bytes there are, or {@link Long#MAX_VALUE} where that is not known
     * @return where they lie. What is damaged becomes a last sample, {@link SampleIndex.Builder#damaged said} to be so
     */
    SampleIndex.Builder find(RawWindow window, long bytes) throws IOException, InterruptedException;
}
