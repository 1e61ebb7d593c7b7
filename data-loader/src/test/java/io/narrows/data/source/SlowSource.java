package io.narrows.data.source;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Files in memory that can be made to wait or to fail while they are read; counts what is opened and closed. */
final class SlowSource implements Source {
    /** What happens at a read, before any byte is given. */
    interface Hook {
        void read(String name, long position) throws IOException, InterruptedException;
    }

    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicLong bytesRead = new AtomicLong();
    volatile @Nullable Hook hook;

    /** A file of random bytes; the same for a name and a length in every process. */
    SlowSource put(String name, int length) {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        files.put(name, bytes);
        return this;
    }

    @Override
    public DataFile open(String name) throws IOException {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        opened.incrementAndGet();
        open.incrementAndGet();
        return new DataFile() {
            private volatile boolean closed;

            @Override
            public String name() {
                return name;
            }

            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length)
                    throws IOException, InterruptedException {
                Ranges.check(this, position, target, offset, length);
                Hook given = hook;
                if (given != null) {
                    given.read(name, position);
                }
                if (closed) {
                    refused.incrementAndGet();
                    throw new IOException(name + ": was closed");
                }
                bytesRead.addAndGet(length);
                System.arraycopy(bytes, (int) position, target, offset, length);
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        };
    }

    @Override
    public String location() {
        return "slow";
    }
}
