package io.narrows.server.model.cache;

import io.narrows.server.model.PrepareListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How to make the files of a folder. */
public interface Recipe {

    /** Name of the folder; changes when the files would be made differently. */
    String name();

    /** SHA-256 of what the files are made from. */
    String source();

    /** Names of the files it makes. */
    List<String> files();

    /**
     * Makes the files, and no others.
     *
     * @param folder an empty folder
     * @param listener hears of progress
     * @throws IOException when they cannot be written
     * @throws io.narrows.server.model.ModelException when the source is missing or wrong
     */
    void make(Path folder, PrepareListener listener) throws IOException;
}
