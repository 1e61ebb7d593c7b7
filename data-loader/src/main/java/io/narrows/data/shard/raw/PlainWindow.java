package io.narrows.data.shard.raw;

import io.narrows.data.source.DataFile;
import java.io.IOException;

/**
 * The bytes of a file that is not compressed. Reads ahead: more each time while it is read on and on, less when it jumps, so
 * that neither a scan of small entries asks often nor one of large entries reads what it skips.
 */
final class PlainWindow extends RawWindow {
    private static final int LEAST_BYTES = 4 << 10;
    private static final int FIRST_BYTES = 32 << 10;
    /** Stays in the second-level cache until it is looked at. */
    private static final int MOST_BYTES = 256 << 10;

    private long limit;
    private int ahead = FIRST_BYTES / 2;

    /** @param limit where reading ahead ends */
    PlainWindow(DataFile file, long limit) {
        super(file);
        this.limit = Math.min(limit, file.size());
    }

    @Override
    public void readAheadUntil(long place) {
        limit = Math.min(place, file.size());
    }

    @Override
    protected void move(long from, int wanted) throws IOException, InterruptedException {
        long there = file.size() - from;
        if (there <= 0) {
            return;
        }
        boolean jumps = from - (start + held) > ahead;
        ahead = jumps ? Math.max(LEAST_BYTES, ahead / 2) : Math.min(MOST_BYTES, ahead * 2);
        int bytes = (int) Math.max(Math.min(wanted, there), Math.min(ahead, limit - from));
        held = 0;
        room(bytes);
        readFile(from, array, 0, bytes);
        start = from;
        held = bytes;
    }

    @Override
    public long drain() {
        return file.size(); // nothing in a plain file says that it is right
    }
}
