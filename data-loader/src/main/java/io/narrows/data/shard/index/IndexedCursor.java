package io.narrows.data.shard.index;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs over samples that an index has. */
final class IndexedCursor implements ShardCursor {
    private final IndexedShard shard;
    private final SampleIndex index;
    private final SampleLayout layout;
    private final RawWindow window;
    private final RawSample sample = new RawSample();
    private final int to;

    private int at;

    /** Samples that begin before this place are lost, for this reason. */
    private long lostUntil;

    private @Nullable DamageException lost;

    IndexedCursor(IndexedShard shard, SampleIndex index, SampleLayout layout, RawWindow window, int from, int to) {
        this.shard = shard;
        this.index = index;
        this.layout = layout;
        this.window = window;
        this.to = to;
        at = from - 1;
    }

    @Override
    public boolean next() throws IOException, InterruptedException {
        shard.checkOpen();
        if (at + 1 >= to) {
            return false;
        }
        at++;
        long begin = index.start(at);
        long end = index.end(at);
        String damage = index.damage();
        if (damage != null && at == index.samples() - 1) {
            throw new ShardException(shard.name(), at, damage, false, null);
        }
        DamageException before = lost;
        if (before != null && begin < lostUntil) {
            throw bad(before);
        }
        try {
            long length = Math.max(0, end - begin);
            if (length > RawWindow.MAX_BYTES) {
                throw new DamageException("has " + length + " bytes; at most " + RawWindow.MAX_BYTES + " are read");
            }
            hold(begin, (int) length);
            layout.show(at, window, begin, end, sample);
            return true;
        } catch (DamageException e) {
            throw bad(e);
        } catch (EOFException e) {
            throw bad(e);
        }
    }

    private void hold(long begin, int length) throws IOException, InterruptedException {
        int held;
        try {
            held = window.hold(begin, length);
        } catch (DamageException e) {
            lost = e;
            lostUntil = window.damagedUntil();
            throw e;
        }
        if (held < length) {
            throw new DamageException("has " + length + " bytes by the index, but only " + held + " are there");
        }
    }

    private ShardException bad(IOException cause) {
        return new ShardException(shard.name(), at, String.valueOf(cause.getMessage()), true, cause);
    }

    @Override
    public RawSample sample() {
        return sample;
    }

    @Override
    public long readNs() {
        return window.readNs();
    }

    @Override
    public long decompressNs() {
        return window.decompressNs();
    }

    @Override
    public long fileBytes() {
        return window.fileBytes();
    }

    @Override
    public void close() {
        window.close();
    }
}
