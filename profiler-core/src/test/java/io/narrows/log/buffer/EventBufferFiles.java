package io.narrows.log.buffer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Damages buffer files for tests. */
final class EventBufferFiles {
    private EventBufferFiles() {}

    static Path copy(Path from, Path to) throws IOException {
        return Files.copy(from, to);
    }

    static void putInt(Path file, int offset, int value) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            bytes.writeInt(Integer.reverseBytes(value));
        }
    }

    static void cut(Path file, int size) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(size);
        }
    }
}
