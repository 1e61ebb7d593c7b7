package io.narrows.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a folder, read through memory maps. Thread-safe.
 *
 * <p>A file takes one descriptor and as much address space as it has bytes, from {@link #open} until it is closed.
 */
public final class LocalSource implements Source {
    private final Path folder;

    /**
     * @throws NotDirectoryException when there is no such folder
     * @throws IOException when it cannot be looked at
     */
    public LocalSource(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        this.folder = folder;
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /**
     * The names of the files right in the folder, sorted.
     *
     * @throws IOException when it cannot be listed
     */
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (UncheckedIOException e) {
            throw new IOException(folder + " cannot be listed: " + e.getMessage(), e);
        }
        names.sort(null);
        return names;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException also when the name has a part {@code ..}, is absolute, or is not that of a regular file
     */
    @Override
    public DataFile open(String name) throws IOException, InterruptedException {
        FileNames.check(name);
        Path path;
        try {
            path = folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new IOException("\"" + name + "\" is no file's name: " + e.getReason(), e);
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + " is no regular file");
        }
        return LocalFile.open(name, path);
    }

    @Override
    public String location() {
        return folder.toString();
    }

    @Override
    public String toString() {
        return location();
    }
}
