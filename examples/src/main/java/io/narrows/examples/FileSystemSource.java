package io.narrows.examples;

import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

// snippet: source
/** Shards in any file system that Java knows: inside a zip archive, in memory, in an object store with a provider of its own. */
public final class FileSystemSource implements Source {
    private final Path folder;

    public FileSystemSource(Path folder) {
        this.folder = folder;
    }

    @Override
    public DataFile open(String name) throws IOException {
        return new ChannelFile(name, Files.newByteChannel(folder.resolve(name)));
    }

    /** The same for the same folder in every process, as a cache wants it. */
    @Override
    public String location() {
        return folder.toUri().toString();
    }

    /** A channel has one position, so readers take turns. */
    private static final class ChannelFile implements DataFile {
        private final String name;
        private final SeekableByteChannel channel;
        private final long size;

        ChannelFile(String name, SeekableByteChannel channel) throws IOException {
            this.name = name;
            this.channel = channel;
            this.size = channel.size();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public synchronized void read(long position, byte[] target, int offset, int length) throws IOException {
            ByteBuffer wanted = ByteBuffer.wrap(target, offset, length);
            channel.position(position);
            while (wanted.hasRemaining()) {
                if (channel.read(wanted) < 0) {
                    throw new EOFException(name + " ends before byte " + (position + length));
                }
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                System.err.println(name + " cannot be closed: " + e.getMessage());
            }
        }
    }
}
// snippet: end
