package io.narrows.data.shard.jsonl;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.index.SampleIndex;
import io.narrows.data.shard.index.SampleLayout;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Samples in lines. A sample reaches from the end of the one before it, over empty lines, to the end of its own line. */
final class LineLayout implements SampleLayout {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * ONES;

    @Override
    public void show(int index, RawWindow window, long from, long to, RawSample sample) throws DamageException {
        byte[] array = window.array();
        int begin = window.offset(from);
        int end = begin + (int) (to - from);
        if (from == 0) {
            begin = afterMark(array, begin, end);
        }
        while (begin < end && isBlank(array[begin])) {
            begin++;
        }
        while (end > begin && isBlank(array[end - 1])) {
            end--;
        }
        if (begin == end) {
            throw new DamageException("is an empty line: the index is not the shard's");
        }
        sample.begin(Integer.toString(index), index, array);
        sample.add(JsonLinesFormat.FIELD, begin, end - begin);
    }

    @Override
    public long ownBegin(RawWindow window, long from, long to) throws IOException, InterruptedException {
        for (long place = from; place < to; ) {
            int held = window.hold(place, (int) Math.min(CHUNK_BYTES, to - place));
            if (held == 0) {
                break;
            }
            byte[] array = window.array();
            int begin = window.offset(place);
            for (int i = begin; i < begin + held; i++) {
                if (!isBlank(array[i])) {
                    return place + (i - begin);
                }
            }
            place += held;
        }
        return from;
    }

    @Override
    public SampleIndex.Builder find(RawWindow window, long bytes) throws IOException, InterruptedException {
        SampleIndex.Builder found = new SampleIndex.Builder(1, window.fileSize());
        long place = 0;
        boolean any = false; // whether the line that is under way has a letter
        @Nullable DamageException damage = null;
        while (damage == null) {
            int held;
            try {
                held = window.hold(place, CHUNK_BYTES);
            } catch (DamageException e) {
                damage = e;
                held = (int) Math.max(0, window.seen() - place); // what lies before the damage
            }
            if (held == 0) {
                break;
            }
            byte[] array = window.array();
            int from = window.offset(place);
            int end = from + held;
            int at = place == 0 ? afterMark(array, from, end) : from;
            while (at < end) {
                int feed = lineFeed(array, at, end);
                any = any || !isBlank(array, at, feed);
                at = Math.min(feed + 1, end);
                if (any && feed < end) {
                    found.add(place + (at - from));
                    any = false;
                }
            }
            place += held;
        }
        if (damage != null) {
            found.add(found.end());
            found.damaged(String.valueOf(damage.getMessage()));
        } else if (any) {
            found.add(place); // a last line without an end
        }
        return found;
    }

    /** Where the next line feed is, or the end: eight bytes at a time, of which one is 0 where the feed was. */
    private static int lineFeed(byte[] array, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONG.get(array, at) ^ LINE_FEEDS;
            long zeros = (eight - ONES) & ~eight & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (at < end && array[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte[] array, int from, int end) {
        for (int i = from; i < end; i++) {
            if (!isBlank(array[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte letter) {
        return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
    }

    /** Behind the mark that some programs put before UTF-8. */
    private static int afterMark(byte[] array, int from, int end) {
        for (int i = 0; i < MARK.length; i++) {
            if (from + i >= end || array[from + i] != MARK[i]) {
                return from;
            }
        }
        return from + MARK.length;
    }
}
