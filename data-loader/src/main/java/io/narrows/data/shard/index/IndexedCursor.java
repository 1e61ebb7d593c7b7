package io.narrows.data.shard.index;

import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.shard.raw.WindowCursor;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs over samples that an index has. */
final class IndexedCursor extends WindowCursor {
    /**
     * A sample that looks larger is looked at for what lies before it and is none of it, which need not be held then. Smaller
     * ones are not, since that reads their beginning twice.
     */
    private static final int LARGE_BYTES = 8 << 20;

    private final IndexedShard shard;
    private final SampleIndex index;
    private final SampleLayout layout;
    private int to;
    private int at;

    /** Samples that begin before this place are lost, for this reason. */
    private long lostUntil;

    private @Nullable DamageException lost;

    IndexedCursor(IndexedShard shard, SampleIndex index, SampleLayout layout, RawWindow window, int from, int to) {
        super(window);
        this.shard = shard;
        this.index = index;
        this.layout = layout;
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
            if (end - begin > LARGE_BYTES) {
                begin = ownBegin(begin, end);
            }
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

    private long ownBegin(long begin, long end) throws IOException, InterruptedException {
        try {
            return layout.ownBegin(window, begin, end);
        } catch (DamageException e) {
            return begin; // holding or showing it says what is wrong, and what is lost by that
        }
    }

    @Override
    public boolean restart(int newFrom, int newTo) throws IOException {
        shard.checkRange(newFrom, newTo);
        shard.checkOpen();
        window.readAheadUntil(index.start(newTo));
        at = newFrom - 1;
        to = newTo;
        lost = null;
        lostUntil = 0;
        return true;
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
}
