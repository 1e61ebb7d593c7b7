package io.narrows.data.shard;

import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.util.List;

/** A kind of shard. Thread-safe. */
public interface ShardFormat {
    /** Whether a file of this name is of this kind; goes by the end of the name. */
    boolean fits(String name);

    /**
     * Opens a file as a shard, which owns the file from then on; closes it when that fails.
     *
     * @param source where the file comes from and where its index lies, if it has one
     * @throws ShardException when it is not what its name says
     */
    Shard open(Source source, DataFile file) throws IOException, InterruptedException;

    /**
     * Opens a file again. Like {@link #open}, but does not find out again what had to be found out then.
     *
     * @param before the shard as which it was opened before, which may be closed
     */
    default Shard reopen(Source source, DataFile file, Shard before) throws IOException, InterruptedException {
        return open(source, file);
    }

    /**
     * The names of the shards that a name stands for: that of an index of several shards stands for all of them.
     *
     * @throws ShardException when such an index cannot be read
     */
    default List<String> shards(Source source, String name) throws IOException, InterruptedException {
        return List.of(name);
    }

    /**
     * Compares all bytes of a file with the hash that is recorded for them.
     *
     * @return false when no hash is recorded
     * @throws ShardException when they differ
     */
    default boolean verify(Source source, DataFile file) throws IOException, InterruptedException {
        return false;
    }
}
