package io.narrows.data.shard.raw;

import io.narrows.data.source.DataFile;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The decompressed bytes of a shard from a place on, seen through one array. For one thread; it does not own the file.
 *
 * <p>{@link #hold} moves it. What it showed before is gone then, unless it lies in what is held now and was held before: as
 * long as calls ask only for bytes that are held, nothing moves.
 */
public abstract class RawWindow implements AutoCloseable {
    /** The most bytes that a sample, and therefore a window, may have. */
    public static final int MAX_BYTES = 1 << 30;

    protected final DataFile file;

    /** The place of {@code array[0]}, and how many bytes from there on are held. */
    protected long start;

    protected int held;
    protected byte[] array = {};

    protected long readNs;
    protected long decompressNs;
    protected long fileBytes;

    protected RawWindow(DataFile file) {
        this.file = file;
    }

    /**
     * Makes bytes be held.
     *
     * @param from the place of the first of them
     * @param wanted how many, up to {@link #MAX_BYTES}
     * @return how many are held from there on, counted up to {@code wanted}: fewer only where the bytes end
     * @throws DamageException when they cannot be decompressed
     */
    public final int hold(long from, int wanted) throws IOException, InterruptedException {
        long skip = from - start;
        if (skip >= 0 && skip + wanted <= held) {
            return wanted;
        }
        if (wanted > MAX_BYTES) {
            throw new DamageException(
                    "asks for " + wanted + " bytes in one piece from " + from + " on, more than " + MAX_BYTES);
        }
        checkInterrupt();
        move(from, wanted);
        return (int) Math.max(0, Math.min(wanted, start + held - from));
    }

    /** To be asked wherever reading may take long: not every file looks at it, and decompressing never does. */
    protected final void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while " + file.name() + " was read");
        }
    }

    /** From now on nothing behind this place is read ahead; for windows that read ahead. */
    public void readAheadUntil(long place) {}

    /** Brings the bytes into {@link #array}, as far as there are any. */
    protected abstract void move(long from, int wanted) throws IOException, InterruptedException;

    /** Where in {@link #array} a byte lies that is held. */
    public final int offset(long place) {
        return (int) (place - start);
    }

    public final byte[] array() {
        return array;
    }

    public final long readNs() {
        return readNs;
    }

    public final long decompressNs() {
        return decompressNs;
    }

    /** Bytes taken from the file so far. */
    public final long fileBytes() {
        return fileBytes;
    }

    /** Bytes of the file, as it is stored. */
    public final long fileSize() {
        return file.size();
    }

    /** Reads from the file, and counts that. */
    protected final void readFile(long position, byte[] target, int offset, int length)
            throws IOException, InterruptedException {
        long before = System.nanoTime();
        try {
            file.read(position, target, offset, length);
            fileBytes += length;
        } finally {
            readNs += System.nanoTime() - before;
        }
    }

    /** Makes room for so many bytes behind those that are held, growing at least by half. */
    protected final void room(int bytes) {
        long needed = (long) held + bytes;
        if (needed > array.length) {
            long grown = Math.max(needed, Math.min(array.length + (long) (array.length >> 1), MAX_BYTES));
            array = held == 0 ? new byte[Math.toIntExact(grown)] : Arrays.copyOf(array, Math.toIntExact(grown));
        }
    }

    /** Lets go of what lies before a place; moves what is left to the front. */
    protected final void discard(long before) {
        if (before >= start + held) {
            start += held;
            held = 0;
        } else if (before > start) {
            int gone = (int) (before - start);
            held -= gone;
            System.arraycopy(array, gone, array, 0, held);
            start = before;
        }
    }

    /** After a {@link DamageException}: up to which place the bytes are lost; those from there on can be held again. */
    public long damagedUntil() {
        return 0;
    }

    /**
     * Reads on to the end of the file, to see that all of it is right.
     *
     * @return how many decompressed bytes there are
     * @throws DamageException when it is not
     */
    public abstract long drain() throws IOException, InterruptedException;

    /** Up to which place bytes were seen so far. */
    public final long seen() {
        return start + held;
    }

    /**
     * Up to which place the bytes seen are known to be right: where a block's checksum is wrong, none of its bytes are; where
     * the file ends inside a block, all that came out of it.
     */
    public long trusted() {
        return seen();
    }

    /** The blocks that were found so far; null where it is not compressed. */
    public @Nullable Blocks found() {
        return null;
    }

    @Override
    public void close() {}
}
