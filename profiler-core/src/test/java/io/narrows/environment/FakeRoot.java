package io.narrows.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files as a kernel would show them, below a folder of the test. */
final class FakeRoot {
    private final Path root;

    FakeRoot(Path root) {
        this.root = root;
    }

    Path path() {
        return root;
    }

    FakeRoot file(String name, String content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a source reads. */
    static long[] read(LaneSource source) throws IOException {
        long[] values = new long[source.lanes().size()];
        source.read(values, 0);
        return values;
    }
}
