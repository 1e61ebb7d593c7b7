package io.narrows.data.source;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A mapped file. Thread-safe; the map is released when it is closed and nobody is reading any more. */
final class LocalFile implements DataFile {
    /*
     * Why a map: a read of a channel or of a RandomAccessFile copies twice, into memory of its own and from there into the
     * array; and a channel closes itself, for all threads, when one that reads by it is interrupted. A map is copied from
     * once.
     *
     * A file may become shorter while it is mapped. A page that lies behind its new end then faults (SIGBUS). The JVM goes on
     * copying, and throws an InternalError in this thread when that enters the JVM the next time (JDK-8191278), which may be
     * far from here: so it is made to enter at once, by an array whose lengths the compiler does not know. The rest of the
     * file's new last page reads as zeros and does not fault: so the length is asked for again after the copy. It is asked
     * for before it too, which leaves little room for a fault. All of that takes 1 us a read: readers ask for much at a time.
     *
     * A file that becomes shorter and longer again within one copy is not noticed, no more than one that is overwritten.
     */
    private static final int WINDOW_BITS = 30;
    private static final long WINDOW_BYTES = 1L << WINDOW_BITS;
    private static final int CLOSED = Integer.MIN_VALUE;

    @SuppressWarnings("FieldMayBeFinal") // a constant would let the compiler do without
    private static int one = 1;

    private final String name;
    private final RandomAccessFile file;
    private final long size;
    private final MappedByteBuffer[] windows;

    /** How many threads are reading, plus {@link #CLOSED} once it is closed; the last one out releases the map. */
    private final AtomicInteger users = new AtomicInteger();

    private LocalFile(String name, RandomAccessFile file, long size, MappedByteBuffer[] windows) {
        this.name = name;
        this.file = file;
        this.size = size;
        this.windows = windows;
    }

    static LocalFile open(String name, Path path) throws IOException, InterruptedException {
        RandomAccessFile file = opened(path);
        MappedByteBuffer[] windows = {};
        try {
            long size = file.length();
            windows = new MappedByteBuffer[Math.toIntExact((size + WINDOW_BYTES - 1) >>> WINDOW_BITS)];
            FileChannel channel = file.getChannel();
            for (int i = 0; i < windows.length; i++) {
                long from = (long) i << WINDOW_BITS;
                windows[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(WINDOW_BYTES, size - from));
            }
            LocalFile opened = new LocalFile(name, file, size, windows);
            file = null;
            return opened;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw (InterruptedException)
                    new InterruptedException("interrupted while " + name + " was opened").initCause(e);
        } finally {
            if (file != null) {
                release(file, windows);
            }
        }
    }

    /** Whatever keeps a file from being opened is a file not found to the JDK. */
    private static RandomAccessFile opened(Path path) throws IOException {
        try {
            return new RandomAccessFile(path.toFile(), "r");
        } catch (FileNotFoundException e) {
            if (!Files.exists(path)) {
                NoSuchFileException missing = new NoSuchFileException(path.toString());
                missing.initCause(e);
                throw missing;
            }
            if (!Files.isReadable(path)) {
                throw new FileRefusedException(path + ": permission denied", e);
            }
            throw new IOException(e.getMessage(), e); // too many open files
        }
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
        Objects.checkFromIndexSize(offset, length, target.length);
        if (position < 0) {
            throw new IllegalArgumentException("position " + position + " of " + name + ": it must not be negative");
        }
        if (length > size - position) {
            throw new EOFException(
                    name + " has " + size + " bytes; asked for were " + length + " from " + position + " on");
        }
        enter();
        try {
            checkLength(position + length);
            copy(position, target, offset, length);
            enterTheJvm();
            checkLength(position + length);
        } catch (InternalError e) {
            checkLength(position + length);
            throw new IOException(name + " could not be read from " + position + " on: its disk failed", e);
        } finally {
            leave();
        }
    }

    private void copy(long position, byte[] target, int offset, int length) {
        long at = position;
        int done = 0;
        while (done < length) {
            int window = (int) (at >>> WINDOW_BITS);
            int from = (int) (at & (WINDOW_BYTES - 1));
            int some = (int) Math.min(length - done, WINDOW_BYTES - from);
            windows[window].get(from, target, offset + done, some);
            done += some;
            at += some;
        }
    }

    /** Gives the JVM the opportunity to throw what it has to throw. */
    private static void enterTheJvm() {
        int length = one;
        if (new byte[length][length].length != length) {
            throw new IllegalStateException();
        }
    }

    private void checkLength(long end) throws IOException {
        if (file.length() < end) {
            throw shorter(null);
        }
    }

    private EOFException shorter(@Nullable Throwable cause) throws IOException {
        EOFException e = new EOFException(
                name + " became shorter while it was open: it had " + size + " bytes and now has " + file.length());
        e.initCause(cause);
        return e;
    }

    private void enter() throws IOException {
        for (int now = users.get(); now >= 0; now = users.get()) {
            if (users.compareAndSet(now, now + 1)) {
                return;
            }
        }
        throw new IOException(name + " is closed");
    }

    private void leave() {
        if (users.decrementAndGet() == CLOSED) {
            release(file, windows);
        }
    }

    @Override
    public void close() {
        for (int now = users.get(); now >= 0; now = users.get()) {
            if (users.compareAndSet(now, now + CLOSED)) {
                if (now == 0) {
                    release(file, windows);
                }
                return;
            }
        }
    }

    private static void release(RandomAccessFile file, MappedByteBuffer[] windows) {
        for (MappedByteBuffer window : windows) {
            if (window != null) {
                Unmapper.unmap(window);
            }
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a file that was only read could not be closed", e);
        }
    }
}
