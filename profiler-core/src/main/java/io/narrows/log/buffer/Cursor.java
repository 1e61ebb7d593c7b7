package io.narrows.log.buffer;

import java.util.ArrayDeque;
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
    private record Hold(Entry entry, long position) {}

    private final EventBuffer buffer;
    private final ArrayDeque<Hold> holds = new ArrayDeque<>();
    private long read;
    private long head;

    public Cursor(EventBuffer buffer) {
        this.buffer = buffer;
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
        for (long at = from; at < tail; at++) {
            Entry entry =
                    assembler.accept(buffer.number(at), buffer.serial(at), buffer.value(at), buffer.meta(at), nowNs);
            if (entry != null && entry.heldFirstBy(this)) {
                holds.addLast(new Hold(entry, at));
            }
        }
        read = tail;
        return tail - from;
    }

    /** Gives back what no open trace needs any more. */
    public void advance() {
        Hold oldest = holds.peekFirst();
        while (oldest != null && oldest.entry().released()) {
            holds.removeFirst();
            oldest = holds.peekFirst();
        }
        long newHead = oldest == null ? read : oldest.position();
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
        @Nullable Hold hold = holds.pollFirst();
        while (hold != null) {
            hold.entry().forget(this);
            hold = holds.pollFirst();
        }
        head = read;
        buffer.giveBack(head);
    }
}
