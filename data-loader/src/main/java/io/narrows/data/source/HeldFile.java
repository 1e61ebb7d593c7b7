package io.narrows.data.source;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file in a cache, which stays there until this is closed. */
final class HeldFile implements DataFile {
    private final DataFile file;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    HeldFile(DataFile file, Runnable release) {
        this.file = file;
        this.release = release;
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException, InterruptedException {
        file.read(position, target, offset, length);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            file.close();
            release.run();
        }
    }
}
