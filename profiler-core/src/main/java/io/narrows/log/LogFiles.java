package io.narrows.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The files of a log that are finished, what they take on disk, and what was deleted of them. Not thread-safe. */
final class LogFiles {

    private record Finished(Path file, long bytes) {}

    private final Deque<Finished> finished = new ArrayDeque<>();
    private long bytes;
    private long removedFiles;
    private long removedBytes;

    /** Takes a file that nothing is written to any more, and cuts it where that can be done. */
    void add(Path file, long usedBytes, long heldBytes) {
        long length;
        try {
            length = QueueFiles.cut(file, usedBytes);
        } catch (IOException e) {
            length = heldBytes; // Windows keeps mapped files as they are
        }
        finished.add(new Finished(file, length));
        bytes += length;
    }

    /** Deletes the oldest files until the rest takes no more than {@code limit}. What cannot be deleted is kept for now. */
    void removeDownTo(long limit) {
        while (bytes > limit && !finished.isEmpty()) {
            Finished oldest = finished.getFirst();
            try {
                Files.deleteIfExists(oldest.file);
            } catch (IOException e) {
                return; // a reader on Windows, or a directory made read-only
            }
            finished.removeFirst();
            bytes -= oldest.bytes;
            removedFiles++;
            removedBytes += oldest.bytes;
        }
    }

    long bytes() {
        return bytes;
    }

    long removedFiles() {
        return removedFiles;
    }

    long removedBytes() {
        return removedBytes;
    }
}
