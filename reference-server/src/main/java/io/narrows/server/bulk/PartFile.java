package io.narrows.server.bulk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that has its name only when it is whole: until then it ends in {@code .part}. Writes are gathered. For one thread
 * at a time.
 */
final class PartFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private PartFile(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    /**
     * Opens it.
     *
     * @param keepBytes how much of what an earlier process wrote is to stay, whether that process gave it its name or not
     * @throws BulkException when there is less than that
     */
    static PartFile open(Path target, long keepBytes) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        if (keepBytes > 0 && !Files.exists(part) && Files.exists(target)) {
            Files.move(target, part, StandardCopyOption.ATOMIC_MOVE);
        }
        if (keepBytes > 0 && !Files.exists(part)) {
            throw lost(part, "is not there", keepBytes);
        }
        FileChannel channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.size() < keepBytes) {
                throw lost(part, "has " + channel.size() + " bytes", keepBytes);
            }
            channel.truncate(keepBytes);
            channel.position(keepBytes);
            return new PartFile(target, part, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static BulkException lost(Path part, String what, long bytes) {
        return new BulkException(part + " " + what + ", but " + bytes
                + " bytes were written to it before: delete the folder to begin anew");
    }

    /** Bytes written, those that are still gathered included. */
    long bytes() throws IOException {
        return channel.position() + buffer.position();
    }

    void write(byte[] bytes, int length) throws IOException {
        int from = 0;
        while (from < length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int some = Math.min(buffer.remaining(), length - from);
            buffer.put(bytes, from, some);
            from += some;
        }
    }

    /** Writes over what is at the begin of the file. */
    void overwriteStart(byte[] bytes) throws IOException {
        flush();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest, rest.position());
        }
    }

    void force() throws IOException {
        flush();
        try {
            channel.force(false);
        } catch (IOException e) {
            throw failed(part, e);
        }
    }

    /** Forces it to the disk and gives it its name. */
    void publish() throws IOException {
        force();
        channel.close();
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void flush() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed(part, e);
        }
        buffer.clear();
    }

    /** The same failure with the file's name: the system's own words are "No space left on device" and no more. */
    static IOException failed(Path path, IOException e) {
        if (e instanceof FileSystemException) {
            return e;
        }
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        FileSystemException named = new FileSystemException(path.toString(), null, reason);
        named.initCause(e);
        return named;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is lost: what was forced is on the disk, and the rest is written again by the next process.
        }
    }
}
