package io.narrows.data.pipeline;

import io.narrows.data.shard.Shard;
import java.io.IOException;

/** The shards of a data set by their numbers, from 0. Thread-safe. */
public interface Shards {
    int count();

    /** The name of a shard, for messages. */
    String name(int shard);

    /** How many samples a shard has. */
    int samples(int shard);

    /**
     * Opens a shard; the caller closes it.
     *
     * @throws IOException when it is not there or is not what its name says
     */
    Shard open(int shard) throws IOException, InterruptedException;
}
