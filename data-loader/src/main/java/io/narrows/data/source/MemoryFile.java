package io.narrows.data.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that is held in memory, because its server gives it only whole. */
final class MemoryFile implements DataFile {
    private final String name;
    private final long size;
    private volatile byte @Nullable [] bytes;

    MemoryFile(String name, byte[] bytes) {
        this.name = name;
        this.size = bytes.length;
        this.bytes = bytes;
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
    public void read(long position, byte[] target, int offset, int length) throws IOException {
        Ranges.check(this, position, target, offset, length);
        byte[] held = bytes;
        if (held == null) {
            throw new IOException(name + ": was closed");
        }
        System.arraycopy(held, (int) position, target, offset, length);
    }

    @Override
    public void close() {
        bytes = null;
    }
}
