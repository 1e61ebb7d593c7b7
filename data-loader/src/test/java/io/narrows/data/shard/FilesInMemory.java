package io.narrows.data.shard;

import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A source of files that a test holds in memory; counts what is read and what is left open. */
public final class FilesInMemory implements Source {
    public final AtomicLong readBytes = new AtomicLong();
    public final AtomicInteger reads = new AtomicInteger();
    public final AtomicInteger opened = new AtomicInteger();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    public FilesInMemory put(String name, byte[] bytes) {
        files.put(name, bytes);
        return this;
    }

    public byte[] get(String name) {
        return files.get(name);
    }

    @Override
    public DataFile open(String name) throws IOException {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        opened.incrementAndGet();
        return new File(name, bytes);
    }

    @Override
    public String location() {
        return "memory";
    }

    private final class File implements DataFile {
        private final String name;
        private final byte[] bytes;
        private volatile boolean closed;

        File(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            if (closed) {
                throw new IOException(name + " is closed");
            }
            if (length > bytes.length - position) {
                throw new EOFException(name + " ends");
            }
            System.arraycopy(bytes, (int) position, target, offset, length);
            readBytes.addAndGet(length);
            reads.incrementAndGet();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                opened.decrementAndGet();
            }
        }
    }
}
