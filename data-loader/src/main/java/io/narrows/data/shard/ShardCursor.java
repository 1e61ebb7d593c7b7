package io.narrows.data.shard;

import java.io.IOException;

/** Runs over a range of a shard's samples. For one thread at a time. */
public interface ShardCursor extends AutoCloseable {
    /**
     * Steps to the next sample.
     *
     * @return false after the last one of the range
     * @throws ShardException when this sample cannot be read; where {@link ShardException#continues()} the next step goes on
     *     after it
     */
    boolean next() throws IOException, InterruptedException;

    /** The sample stepped to. The same object for all of them; what it shows is valid until the next step. */
    RawSample sample();

    /** Time spent on reading bytes so far, in ns. */
    long readNs();

    /** Time spent on decompressing them so far, in ns; 0 for a format that does not compress. */
    long decompressNs();

    /** Bytes taken from the file so far. */
    long fileBytes();

    /**
     * Starts over with samples {@code from} to {@code to - 1} of the same shard, as {@link Shard#read} would, but with the
     * buffers that this cursor has. What it counts goes on.
     *
     * @return false where it cannot; use {@link Shard#read} then
     */
    default boolean restart(int from, int to) throws IOException, InterruptedException {
        return false;
    }

    @Override
    void close();
}
