package io.narrows.log.buffer;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A ring of {@link RecordLayout records} between one writing thread and the drainer, usually in a mapped file so that it
 * outlives the process.
 *
 * <p>One writer at a time (its owner, or whoever claimed it) and one drainer. {@link #write} never blocks: without room it
 * counts and returns false. The mapping is released when the buffer is collected as garbage, so a late writer is harmless.
 */
public final class EventBuffer {
    /*
     *     0  magic "NARROWSB"
     *     8  version (int)              12  capacity in records (int), a power of two
     *    16  length of the name (int)   20  name of the latest owner, UTF-8, at most 100 bytes
     *   256  head: number of the first record that is still needed     written by the drainer
     *   512  tail: number of the next record to be written             written by the writer
     *   576  dropped: records that found no room                       written by the writer
     *   640  claimed: 1 while a thread writes to a buffer that several share, of no meaning to readers
     *  4096  record 0, record 1, ...; record n lies at 4096 + 32 * (n mod capacity)
     *
     * Head and tail only grow, and lie on different cache lines because different threads write them. The writer has no
     * state outside of its own lines here: the fields of this object never change. So neither the drainer nor another
     * writer, whose object may lie beside this one, ever takes a line away that the writer needs for a record; the
     * drainer takes two per pass, by its look at tail and by its new head.
     *
     * Publishing: the writer fills a record with plain stores and then stores tail with release; the drainer loads tail
     * with acquire before it reads. A weaker store could let the drainer, or the kernel's copy of the page after a kill,
     * have the new tail without the record. Giving back: the drainer stores head with release after its last read; the
     * writer loads it with acquire before it overwrites. A weaker pair could let the new record overtake the old one's
     * reader.
     *
     * A record is written at the address of the bytes, with fences for the order (release before tail, acquire after head):
     * on x86 and in C2's code a fence is nothing, and each access is one move. Where the JVM does not give the address it
     * goes through a view of longs, which checks every index and reads its own fields again after a fence: a nanosecond
     * more for a record. A byte-buffer VarHandle and ByteBuffer.putLong check more and were slower still. A long here is
     * aligned, and a 64-bit JVM reads and writes it whole.
     */
    static final long MAGIC = 0x4253_574F_5252_414EL; // "NARROWSB", little-endian
    static final int VERSION = 1;
    static final int HEADER_BYTES = 4096;
    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int CAPACITY_OFFSET = 12;
    static final int NAME_LENGTH_OFFSET = 16;
    static final int NAME_OFFSET = 20;
    static final int MAX_NAME_BYTES = 100;
    static final int HEAD_OFFSET = 256;
    static final int TAIL_OFFSET = 512;
    static final int DROPPED_OFFSET = 576;
    static final int CLAIMED_OFFSET = 640;

    private static final int ZEROS_BYTES = 1 << 16;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int HEAD = HEAD_OFFSET / Long.BYTES;
    private static final int TAIL = TAIL_OFFSET / Long.BYTES;

    private final ByteBuffer bytes;

    /** The same bytes, for the writer. */
    private final LongBuffer longs;

    /** Where they lie, for a writer that needs no checks; {@link Memory#NONE} where the JVM does not say. */
    private final long address;

    private final int capacity;
    private final int mask;
    private final boolean mapped;

    private EventBuffer(ByteBuffer bytes, int ringBytes, boolean mapped) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.longs = bytes.asLongBuffer();
        this.address = Memory.address(this.bytes);
        this.capacity = ringBytes / RecordLayout.BYTES;
        this.mask = capacity - 1;
        this.mapped = mapped;
        bytes.putInt(VERSION_OFFSET, VERSION);
        bytes.putInt(CAPACITY_OFFSET, capacity);
        LONG.setRelease(this.bytes, MAGIC_OFFSET, MAGIC);
    }

    /**
     * Makes a buffer in a new file.
     *
     * @param file where; must not exist
     * @param ringBytes room for records, a power of two
     * @throws IOException when the file cannot be made or the disk has no room for all of it; no file is left then
     */
    public static EventBuffer create(Path file, int ringBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            try {
                return new EventBuffer(mapped(channel, HEADER_BYTES + ringBytes), ringBytes, true);
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        }
    }

    /** Real zeros, not a hole: a store into a hole on a full disk would kill the host's thread with SIGBUS. */
    private static MappedByteBuffer mapped(FileChannel channel, int size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(Math.min(ZEROS_BYTES, size));
        for (int written = 0; written < size; ) {
            zeros.clear().limit(Math.min(zeros.capacity(), size - written));
            written += channel.write(zeros);
        }
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
    }

    /** Makes a buffer in memory, for when there is no room for a file. What is in it is lost with the process. */
    public static EventBuffer inMemory(int ringBytes) {
        return new EventBuffer(
                ByteBuffer.allocateDirect(HEADER_BYTES + ringBytes + Long.BYTES).alignedSlice(Long.BYTES),
                ringBytes,
                false);
    }

    /** Appends one record; false, and counted, when there is no room. Only for the current writer. */
    public boolean write(long number, long serial, long value, long meta) {
        long start = address;
        if (start == Memory.NONE) {
            return writeChecked(number, serial, value, meta);
        }
        try {
            return writeAt(start, number, serial, value, meta);
        } finally {
            Reference.reachabilityFence(bytes);
        }
    }

    private boolean writeAt(long start, long number, long serial, long value, long meta) {
        long position = Memory.get(start + TAIL_OFFSET);
        if (position - Memory.get(start + HEAD_OFFSET) >= capacity) {
            return drop();
        }
        VarHandle.acquireFence();
        long at = start + HEADER_BYTES + (long) ((int) position & mask) * RecordLayout.BYTES;
        Memory.put(at, number);
        Memory.put(at + RecordLayout.SERIAL_OFFSET, serial);
        Memory.put(at + RecordLayout.VALUE_OFFSET, value);
        Memory.put(at + RecordLayout.META_OFFSET, meta);
        VarHandle.releaseFence();
        Memory.put(start + TAIL_OFFSET, position + 1);
        return true;
    }

    private boolean drop() {
        LONG.setOpaque(bytes, DROPPED_OFFSET, bytes.getLong(DROPPED_OFFSET) + 1);
        return false;
    }

    /** The same through the view, for a JVM without addresses. */
    boolean writeChecked(long number, long serial, long value, long meta) {
        long position = longs.get(TAIL);
        if (position - longs.get(HEAD) >= capacity) {
            return drop();
        }
        VarHandle.acquireFence();
        int at = HEADER_BYTES / Long.BYTES + ((int) position & mask) * (RecordLayout.BYTES / Long.BYTES);
        longs.put(at, number);
        longs.put(at + 1, serial);
        longs.put(at + 2, value);
        longs.put(at + 3, meta);
        VarHandle.releaseFence();
        longs.put(TAIL, position + 1);
        return true;
    }

    /** Becomes the writer of a buffer that several threads share, if nobody is. Followed by {@link #unclaim}. */
    public boolean tryClaim() {
        // Acquire pairs with the release in unclaim: tail and dropped pass from hand to hand.
        return LONG.compareAndSet(bytes, CLAIMED_OFFSET, 0L, 1L);
    }

    /** Lets another thread claim. */
    public void unclaim() {
        LONG.setRelease(bytes, CLAIMED_OFFSET, 0L);
    }

    /** Notes who writes here from now on. Only for the current writer. */
    public void named(String owner) {
        byte[] name = owner.getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(name, Math.min(name.length, MAX_NAME_BYTES));
        bytes.putInt(NAME_LENGTH_OFFSET, cut.length);
        for (int i = 0; i < cut.length; i++) {
            bytes.put(NAME_OFFSET + i, cut[i]);
        }
    }

    /** Whether it lies in a file. */
    public boolean mapped() {
        return mapped;
    }

    /** Number of records it can hold. */
    public int capacity() {
        return capacity;
    }

    /** Number of records written so far. For any thread. */
    public long written() {
        return (long) LONG.getAcquire(bytes, TAIL_OFFSET);
    }

    /** Number of records that found no room. For any thread. */
    public long dropped() {
        return (long) LONG.getOpaque(bytes, DROPPED_OFFSET);
    }

    long head() {
        return (long) LONG.getAcquire(bytes, HEAD_OFFSET);
    }

    /** Gives the room before a position back to the writer. Only for the drainer. */
    public void giveBack(long newHead) {
        LONG.setRelease(bytes, HEAD_OFFSET, newHead);
    }

    long number(long position) {
        return bytes.getLong(offset(position) + RecordLayout.NUMBER_OFFSET);
    }

    long serial(long position) {
        return bytes.getLong(offset(position) + RecordLayout.SERIAL_OFFSET);
    }

    long value(long position) {
        return bytes.getLong(offset(position) + RecordLayout.VALUE_OFFSET);
    }

    long meta(long position) {
        return bytes.getLong(offset(position) + RecordLayout.META_OFFSET);
    }

    private int offset(long position) {
        return HEADER_BYTES + ((int) position & mask) * RecordLayout.BYTES;
    }
}
