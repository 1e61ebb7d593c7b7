package io.narrows.data.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Writes to a file, and names it when that fails: the system's own words are "No space left on device" and no more. */
final class NamedOutput extends OutputStream {
    private final Path path;
    private final FileChannel channel;

    /** @param channel stays its owner's */
    NamedOutput(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** The same failure with the file's name, where it does not have one. */
    static IOException failed(Path path, IOException e) {
        if (e instanceof FileSystemException) {
            return e;
        }
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        FileSystemException named = new FileSystemException(path.toString(), null, reason);
        named.initCause(e);
        return named;
    }
}
