package io.narrows.data.source;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A file that is brought into a cache when it is first read; until then only its size is known. */
final class CachedFile implements DataFile {
    /*
     * A data set is opened by a look at each of its files: at its size, and for some formats at its first and last bytes. That
     * must not bring them all. So a large file is brought when more than a look is taken.
     */
    private static final long LARGE_BYTES = 1 << 20;
    private static final int LOOK_BYTES = 64 << 10;

    /** Brings a file; gives the one in the cache and closes the given one, or gives the given one back. */
    interface Bringing {
        DataFile bring(DataFile from) throws IOException, InterruptedException;
    }

    private final DataFile from;
    private final Bringing bringing;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable DataFile file;
    private volatile boolean closed;
    private final AtomicLong lookedAtBytes = new AtomicLong();

    CachedFile(DataFile from, Bringing bringing) {
        this.from = from;
        this.bringing = bringing;
    }

    @Override
    public String name() {
        return from.name();
    }

    @Override
    public long size() {
        return from.size();
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException, InterruptedException {
        Ranges.check(this, position, target, offset, length);
        DataFile brought = file;
        if (brought == null) {
            boolean look = size() >= LARGE_BYTES && lookedAtBytes.addAndGet(length) <= LOOK_BYTES;
            if (look) {
                look(position, target, offset, length);
                return;
            }
            brought = bring();
        }
        brought.read(position, target, offset, length);
    }

    private void look(long position, byte[] target, int offset, int length) throws IOException, InterruptedException {
        try {
            from.read(position, target, offset, length);
        } catch (IOException e) {
            // Who brings it closes the one it comes from, and then shows the one that it has brought.
            DataFile brought = broughtMeanwhile();
            if (brought == null) {
                throw e;
            }
            brought.read(position, target, offset, length);
        }
    }

    private @Nullable DataFile broughtMeanwhile() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return file;
        } finally {
            lock.unlock();
        }
    }

    private DataFile bring() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            DataFile brought = file;
            if (brought != null) {
                return brought;
            }
            if (closed) {
                throw new IOException(name() + ": was closed");
            }
            brought = bringing.bring(from);
            synchronized (this) {
                file = brought;
                if (!closed) {
                    return brought;
                }
            }
            brought.close();
            throw new IOException(name() + ": was closed");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        DataFile last;
        synchronized (this) {
            closed = true;
            last = file;
        }
        if (last == null) {
            from.close(); // a download under way fails then
        } else {
            last.close();
        }
    }
}
