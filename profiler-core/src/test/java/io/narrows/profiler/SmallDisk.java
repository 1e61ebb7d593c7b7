package io.narrows.profiler;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own in memory, so small that it can be filled; it is unmounted whatever happens. */
final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts one at an empty folder that it makes, or skips the test where that is not allowed. */
    static SmallDisk mount(Path path, String options) throws IOException {
        Files.createDirectory(path);
        assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()),
                "skipped: no right to mount a tmpfs");
        return new SmallDisk(path);
    }

    /** Lets nothing be opened for writing by its name any more; what is open already is not affected. */
    void makeReadOnly() throws IOException {
        if (!succeeds("mount", "--bind", path.toString(), path.toString())
                || !succeeds("mount", "-o", "remount,ro,bind", path.toString())) {
            abort("skipped: no right to make a bind mount");
        }
    }

    Path path() {
        return path;
    }

    private static boolean succeeds(String... command) throws IOException {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (IOException e) {
            return false; // no such command here
        }
    }

    /** Unmounts it and what lies over it; what is still open goes with the last that holds it. */
    @Override
    public void close() throws IOException {
        while (succeeds("umount", "-l", path.toString())) {
            // once for each mount
        }
    }
}
