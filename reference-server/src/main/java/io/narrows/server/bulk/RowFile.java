package io.narrows.server.bulk;

import java.io.IOException;

/** The embeddings of one shard on their way to the disk. For one thread at a time. */
interface RowFile extends AutoCloseable {
    /** Adds the embedding of the next text. */
    void add(String key, float[] embedding) throws IOException;

    /** Forces what was added to the disk, and says how much that is. */
    Extent force() throws IOException;

    /** Gives the files their names; then they are whole. */
    void publish() throws IOException;

    /** Closes without giving the files their names. */
    @Override
    void close();
}
