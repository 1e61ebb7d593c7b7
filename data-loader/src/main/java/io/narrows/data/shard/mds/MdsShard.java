package io.narrows.data.shard.mds;

import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.source.DataFile;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An opened MDS shard. Its head is read when first needed: an entry in the index tells how many samples there are. */
final class MdsShard implements Shard {
    private final DataFile file;
    private final Compression compression;
    private final MdsIndex.@Nullable Entry entry;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable MdsHead head;

    /** @param entry what the index says of it, or null when there is no index */
    MdsShard(DataFile file, Compression compression, MdsIndex.@Nullable Entry entry) {
        this.file = file;
        this.compression = compression;
        this.entry = entry;
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public int samples() {
        MdsIndex.Entry known = entry;
        MdsHead read = head;
        if (read != null) {
            return read.samples();
        }
        if (known != null) {
            return known.samples();
        }
        throw new IllegalStateException("the head of " + name() + " has not been read");
    }

    @Override
    public long fileBytes() {
        return file.size();
    }

    @Override
    public boolean hasKeys() {
        MdsIndex.Entry known = entry;
        MdsHead read = head;
        return read != null
                ? read.columns().contains(MdsColumn.KEY)
                : known != null && known.columns().contains(MdsColumn.KEY);
    }

    @Override
    public long bytes(int from, int to) {
        MdsHead read = head;
        if (from >= to) {
            return 0;
        }
        if (read != null) {
            return Math.min(rawBytes(), Math.max(0, read.begin(to) - read.begin(from)));
        }
        // Without the table: as if all samples had one size. Rounded up.
        return (rawBytes() * (to - from) + samples() - 1) / samples();
    }

    @Override
    public ShardCursor read(int from, int to) throws IOException, InterruptedException {
        if (from < 0 || to < from || to > samples()) {
            throw new IllegalArgumentException(
                    "samples " + from + " to " + to + " of " + name() + ": it has " + samples());
        }
        MdsHead read = head();
        return new MdsCursor(this, read, window(), from, to);
    }

    @Override
    public int samplesBefore(int index) {
        return compression == Compression.NONE ? 0 : index;
    }

    @Override
    public void close() {
        file.close();
    }

    /** Bytes after decompression, as far as they are known; otherwise the largest number. */
    long rawBytes() {
        MdsIndex.Entry known = entry;
        if (compression == Compression.NONE) {
            return file.size();
        }
        return known == null ? Long.MAX_VALUE : known.rawBytes();
    }

    boolean isWithoutIndex() {
        return entry == null;
    }

    boolean isCompressed() {
        return compression != Compression.NONE;
    }

    ShardException damaged(int index, String rule, boolean continues, @Nullable Throwable cause) {
        return new ShardException(name(), index, rule, continues, cause);
    }

    /** The head, if it has been read. */
    @Nullable
    MdsHead knownHead() {
        return head;
    }

    /** Takes a head that was read from this file before. */
    void know(MdsHead read) {
        head = read;
    }

    /** Reads the head if nobody has; one thread does, the others wait. */
    MdsHead head() throws IOException, InterruptedException {
        MdsHead read = head;
        if (read != null) {
            return read;
        }
        lock.lockInterruptibly();
        try {
            read = head;
            if (read == null) {
                read = readHead();
                head = read;
            }
            return read;
        } finally {
            lock.unlock();
        }
    }

    private MdsHead readHead() throws IOException, InterruptedException {
        MdsHead read;
        try (RawWindow window = window()) {
            read = MdsHead.read(window, rawBytes());
        } catch (DamageException | EOFException e) {
            throw damaged(-1, String.valueOf(e.getMessage()), false, e);
        }
        MdsIndex.Entry known = entry;
        if (known != null && known.samples() != read.samples()) {
            throw damaged(-1, "has " + read.samples() + " samples, but its index says " + known.samples(), false, null);
        }
        if (known != null && !known.columns().equals(read.columns())) {
            throw damaged(-1, "has columns " + read.columns() + ", but its index says " + known.columns(), false, null);
        }
        long end = read.begin(read.samples());
        if (compression == Compression.NONE && end < file.size()) {
            throw damaged(-1, "ends at " + end + ", but the file has " + file.size() + " bytes", false, null);
        }
        return read;
    }

    private RawWindow window() {
        return compression.window(file, null, Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
