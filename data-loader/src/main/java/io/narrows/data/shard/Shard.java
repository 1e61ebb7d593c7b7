package io.narrows.data.shard;

import java.io.IOException;

/** An opened shard: its samples, numbered from 0 in the order in which they lie. Thread-safe. */
public interface Shard extends AutoCloseable {
    /** The name of its file. */
    String name();

    /** How many samples it has. */
    int samples();

    /** Bytes of its file. */
    long fileBytes();

    /** Whether its samples have keys of their own; where not, their key is their number. */
    default boolean hasKeys() {
        return true;
    }

    /**
     * Bytes that samples {@code from} to {@code to - 1} take in memory at most, decompressed; an estimate where the format
     * cannot know.
     */
    long bytes(int from, int to);

    /**
     * Starts reading samples {@code from} to {@code to - 1}.
     *
     * @throws ShardException when the shard is damaged before the first of them
     */
    ShardCursor read(int from, int to) throws IOException, InterruptedException;

    /**
     * What it costs to start at a sample that does not follow the last one read: the samples that have to be decompressed
     * before it, at most. 0 where every sample can be had alone.
     */
    int samplesBefore(int index);

    /** Releases the file. May be called again; cursors that are still open end with an error at their next step. */
    @Override
    void close();
}
