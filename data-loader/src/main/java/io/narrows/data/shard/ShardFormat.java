package io.narrows.data.shard;

import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.IOException;

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
}
