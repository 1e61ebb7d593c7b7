package io.narrows.data.source;

import java.io.IOException;

/**
 * An opened file: bytes that can be read at any place. Its size is that of the moment it was opened. Thread-safe; a read
 * under way while another thread closes it either ends well or throws.
 */
public interface DataFile extends AutoCloseable {
    /** Its name in its source, for messages; holds no credentials. */
    String name();

    /** Its size in bytes. */
    long size();

    /**
     * Reads exactly {@code length} bytes from {@code position} on.
     *
     * @throws java.io.EOFException when the file ends, or has become shorter than, before the last of them
     * @throws IOException when it cannot be read, or was closed
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    void read(long position, byte[] target, int offset, int length) throws IOException, InterruptedException;

    /** Releases it, and whatever memory it maps. May be called again. */
    @Override
    void close();
}
