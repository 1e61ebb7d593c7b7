package io.narrows.profiler;

import io.narrows.log.buffer.EventBuffer;
import io.narrows.log.buffer.Recovery;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes buffers in files of a directory, and in memory where that fails. Used by one thread at a time. */
final class BufferFiles implements IntFunction<EventBuffer> {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    private final Path directory;
    private final int bufferBytes;
    private boolean warned;

    BufferFiles(Path directory, int bufferBytes) {
        this.directory = directory;
        this.bufferBytes = bufferBytes;
    }

    @Override
    public EventBuffer apply(int number) {
        Path file = directory.resolve(String.format(Locale.ROOT, "%04d%s", number, Recovery.BUFFER_SUFFIX));
        // A file channel refuses to work for an interrupted thread, and this may be the host's.
        boolean interrupted = Thread.interrupted();
        try {
            return EventBuffer.create(file, bufferBytes);
        } catch (IOException e) {
            if (!warned) {
                warned = true;
                HostLog.say(() -> LOG.warn(
                        "buffer {} of {} bytes cannot be made ({}): recording goes on in memory, and a kill would lose it",
                        file,
                        bufferBytes,
                        e.toString()));
            }
            return EventBuffer.inMemory(bufferBytes);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Removes the files of a run that was closed in order; the buffers themselves stay usable for late writers. */
    void delete() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + Recovery.BUFFER_SUFFIX)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | DirectoryIteratorException e) {
            HostLog.say(() -> LOG.debug("buffers in {} could not be removed", directory, e));
        }
    }
}
