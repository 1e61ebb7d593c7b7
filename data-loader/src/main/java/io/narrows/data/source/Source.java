package io.narrows.data.source;

import java.io.IOException;

/** A place that holds files by name. Thread-safe. */
public interface Source {
    /**
     * Opens a file.
     *
     * @param name the file's name in this source, with {@code /} between its parts
     * @throws java.nio.file.NoSuchFileException when the source has none of that name
     * @throws IOException when it cannot be reached
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    DataFile open(String name) throws IOException, InterruptedException;

    /** Where this is, for messages; holds no credentials. */
    String location();
}
