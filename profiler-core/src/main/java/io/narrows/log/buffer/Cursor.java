package io.narrows.log.buffer;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far the drainer has come in one buffer, and which open traces still need what lies behind. For the drainer only. */
public final class Cursor {
    /*
     *          head                      read             tail
     *   --------|-------------------------|----------------|-----------
     *   given   | read, but some trace    | written, not   | free
     *   back    | with records here is    | read yet       |
     *           | not in the log yet      |                |
     *
     * Each open trace holds the position of its first record here; the oldest hold is where head may go.
     */
    private final EventBuffer buffer;
    private final @Nullable RecordConsumer observer;

    // The holds, oldest first: a ring, so that a hold costs no object.
    private @Nullable Entry[] holders = new Entry[64];
    private long[] positions = new long[64];
    private int oldest;
    private int holds;

    private long read;
    private long head;

    public Cursor(EventBuffer buffer) {
        this(buffer, null);
    }

    /**
     * Starts at the head of a buffer.
     *
     * @param observer sees every record too, before it is put together with others; null for nobody
     */
    public Cursor(EventBuffer buffer, @Nullable RecordConsumer observer) {
        this.buffer = buffer;
        this.observer = observer;
        this.read = buffer.head();
        this.head = read;
    }

    /** The buffer that is read. */
    public EventBuffer buffer() {
        return buffer;
    }

    /** Passes on all records that are there, and tells how many they were. */
    public long drainTo(Assembler assembler, long nowNs) {
        long tail = buffer.written();
        long from = read;
        RecordConsumer alsoTo = observer;
        for (long at = from; at < tail; at++) {
            if (alsoTo != null) {
                alsoTo.accept(buffer.number(at), buffer.serial(at), buffer.value(at), buffer.meta(at));
            }
            Entry entry =
                    assembler.accept(buffer.number(at), buffer.serial(at), buffer.value(at), buffer.meta(at), nowNs);
            if (entry != null && entry.heldFirstBy(this)) {
                hold(entry, at);
            }
        }
        read = tail;
        return tail - from;
    }

    private void hold(Entry entry, long position) {
        if (holds == holders.length) {
            // Unrolled, so that the oldest comes first again.
            @Nullable Entry[] moreHolders = new Entry[2 * holds];
            long[] morePositions = new long[2 * holds];
            int first = holds - oldest;
            System.arraycopy(holders, oldest, moreHolders, 0, first);
            System.arraycopy(holders, 0, moreHolders, first, oldest);
            System.arraycopy(positions, oldest, morePositions, 0, first);
            System.arraycopy(positions, 0, morePositions, first, oldest);
            holders = moreHolders;
            positions = morePositions;
            oldest = 0;
        }
        int at = (oldest + holds) & (holders.length - 1);
        holders[at] = entry;
        positions[at] = position;
        holds++;
    }

    private void dropOldest() {
        holders[oldest] = null;
        oldest = (oldest + 1) & (holders.length - 1);
        holds--;
    }

    /** Gives back what no open trace needs any more. */
    public void advance() {
        while (holds > 0 && Objects.requireNonNull(holders[oldest]).released()) {
            dropOldest();
        }
        long newHead = holds == 0 ? read : positions[oldest];
        if (newHead != head) {
            head = newHead;
            buffer.giveBack(newHead);
        }
    }

    /** Whether open traces hold up more than half of the buffer. */
    public boolean heldUp() {
        return read - head > buffer.capacity() / 2;
    }

    /** Number of records between head and the point that was read to. */
    int heldRecords() {
        return (int) (read - head);
    }

    long headPosition() {
        return head;
    }

    /** Forgets all holds and gives everything back that was read; the caller has put the records elsewhere. */
    public void letGo() {
        while (holds > 0) {
            Objects.requireNonNull(holders[oldest]).forget(this);
            dropOldest();
        }
        head = read;
        buffer.giveBack(head);
    }
}
