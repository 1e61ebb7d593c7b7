package io.narrows.data.pipeline;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Shows the samples of a chunk one after the other, wherever they are: in the shard, in a block read in advance, or in a
 * window. For one thread at a time, for one chunk after the other.
 */
final class RunReader implements AutoCloseable {
    /** What follows cannot be read either. */
    static final class Lost extends Exception {
        private static final long serialVersionUID = 1L;

        Lost(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }

        Throwable why() {
            Throwable cause = getCause();
            return cause == null ? this : cause;
        }
    }

    private final OpenShards shards;
    private final RawSample shown = new RawSample();

    private @Nullable Stretch stretch;
    /** The shard that was read last stays open, and its cursor keeps its buffers, until another one is read. */
    private @Nullable Shard opened;

    private int openedNumber;
    private @Nullable ShardCursor kept;

    private @Nullable ShardCursor cursor;
    private boolean damaged;
    private long readNs;
    private long decompressNs;
    private long fileBytes;
    private long cursorReadNs;
    private long cursorDecompressNs;
    private long cursorFileBytes;
    private long bytes;

    RunReader(OpenShards shards) {
        this.shards = shards;
    }

    /** Begins with a chunk; what it has to open is opened with its first sample. */
    void begin(Run next) {
        if (opened != null && next.shard != openedNumber && next.block == null && next.window == null) {
            leave();
        }
        stretch = next.stretch;
        damaged = false;
        readNs = 0;
        decompressNs = 0;
        fileBytes = 0;
        bytes = 0;
    }

    /**
     * Shows a sample.
     *
     * @param sample its number in the chunk; they must grow
     * @return null when it was found unreadable earlier, for a reason that {@link #earlier} tells
     * @throws Lost when it and all after it cannot be read
     * @throws ShardException when only it cannot be read
     */
    @Nullable
    RawSample show(Run of, int sample) throws Exception {
        RawBlock block = of.block;
        if (block != null) {
            Fault fault = block.fault(of.blockFrom + sample);
            if (fault == null) {
                block.show(of.blockFrom + sample, shown);
            }
            earlier = fault;
            return fault == null ? shown : null;
        }
        LoadedWindow window = of.window;
        if (window != null) {
            Fault fault = window.show(of.position + sample, shown);
            bytes += fault == null ? shown.bytes() : 0;
            earlier = fault;
            return fault == null ? shown : null;
        }
        try {
            return step(of, of.from + sample);
        } catch (ShardException e) {
            if (e.continues()) {
                throw e;
            }
            throw lost(of, sample, e);
        } catch (IOException | RuntimeException e) {
            throw lost(of, sample, e);
        }
    }

    private @Nullable Fault earlier;

    /** Why {@link #show} showed nothing. */
    Fault earlier() {
        Fault fault = earlier;
        if (fault == null) {
            throw new IllegalStateException("the sample was shown");
        }
        return fault;
    }

    private RawSample step(Run of, int index) throws IOException, InterruptedException {
        Stretch along = stretch;
        ShardCursor at = cursor;
        if (at == null) {
            at = along == null ? startAt(of, index) : goOn(along.cursorAt(index, shards));
            cursor = at;
        }
        if (along != null) {
            along.steppedTo(index + 1);
        }
        boolean there = at.next();
        if (!there) {
            throw new ShardException(of.shardName, index, "the shard ends before it", false, null);
        }
        RawSample sample = at.sample();
        if (sample.index() != index) {
            throw new ShardException(
                    of.shardName, index, "sample " + sample.index() + " lies in its place", false, null);
        }
        damaged = false;
        return sample;
    }

    private ShardCursor startAt(Run of, int index) throws IOException, InterruptedException {
        Shard shard = shard(of);
        int end = of.from + of.end();
        ShardCursor again = kept;
        kept = null;
        if (again != null) {
            boolean restarted = false;
            try {
                restarted = again.restart(index, end);
            } finally {
                if (!restarted) {
                    again.close();
                }
            }
            if (restarted) {
                return goOn(again);
            }
        }
        ShardCursor fresh = shard.read(index, end);
        cursorReadNs = 0; // what opening it took counts
        cursorDecompressNs = 0;
        cursorFileBytes = 0;
        return fresh;
    }

    /** What a cursor did before is none of this chunk. */
    private ShardCursor goOn(ShardCursor at) {
        cursorReadNs = at.readNs();
        cursorDecompressNs = at.decompressNs();
        cursorFileBytes = at.fileBytes();
        return at;
    }

    private Shard shard(Run of) throws IOException, InterruptedException {
        Shard shard = opened;
        if (shard == null) {
            shard = shards.take(of.shard);
            opened = shard;
            openedNumber = of.shard;
        }
        return shard;
    }

    /** What to throw where the cursor cannot go on: everything is lost, unless the next sample can be had alone. */
    private Exception lost(Run of, int sample, Exception cause) throws IOException, InterruptedException {
        dropCursor();
        boolean again = damaged;
        damaged = true;
        Shard shard = opened;
        boolean alone = cause instanceof ShardException
                && !again
                && stretch == null
                && shard != null
                && sample + 1 < of.end()
                && shard.samplesBefore(of.from + sample + 1) == 0;
        return alone ? cause : new Lost(cause);
    }

    private void dropCursor() {
        takeTimes();
        ShardCursor at = cursor;
        cursor = null;
        if (stretch != null) {
            stretch.close(shards);
        } else if (at != null) {
            at.close();
        }
    }

    private void takeTimes() {
        ShardCursor at = cursor;
        if (at != null) {
            readNs += at.readNs() - cursorReadNs;
            decompressNs += at.decompressNs() - cursorDecompressNs;
            fileBytes += at.fileBytes() - cursorFileBytes;
        }
    }

    /** Ends with the chunk. */
    void end() {
        takeTimes();
        ShardCursor at = cursor;
        cursor = null;
        if (at != null && stretch == null) {
            kept = at;
        }
        stretch = null;
    }

    private void leave() {
        ShardCursor at = kept;
        kept = null;
        if (at != null) {
            at.close();
        }
        if (opened != null) {
            opened = null;
            shards.giveBack(openedNumber);
        }
    }

    /** Gives back what it has open. */
    @Override
    public void close() {
        end();
        leave();
    }

    /** Time for reading, of the chunk that was ended last. */
    long readNs() {
        return readNs;
    }

    long decompressNs() {
        return decompressNs;
    }

    long fileBytes() {
        return fileBytes;
    }

    /** Bytes of the samples that came from a window. */
    long bytes() {
        return bytes;
    }
}
