package io.narrows.log.buffer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The records that a buffer's file still holds, read without changing it and a piece at a time. */
final class BufferFile {
    private static final int CHUNK_BYTES = 1 << 16;

    private BufferFile() {}

    /**
     * Passes on the records that the drainer had not given back.
     *
     * @throws IOException when the file cannot be read or is not a whole buffer; the message says which rule it breaks
     */
    static void read(Path file, RecordConsumer consumer) throws IOException {
        // Not by a channel, which would refuse to work for an interrupted thread.
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            read(bytes, consumer);
        }
    }

    private static void read(RandomAccessFile file, RecordConsumer consumer) throws IOException {
        long size = file.length();
        if (size > Integer.MAX_VALUE) {
            throw new IOException("has " + size + " bytes, more than a buffer can have");
        }
        ByteBuffer bytes = ByteBuffer.allocate(EventBuffer.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.readFully(bytes.array(), 0, (int) Math.min(size, EventBuffer.HEADER_BYTES));
        if (size < EventBuffer.HEADER_BYTES || bytes.getLong(EventBuffer.MAGIC_OFFSET) != EventBuffer.MAGIC) {
            if (isZero(file)) {
                return; // its process was killed while it made the file: nothing was recorded there
            }
            throw new IOException("is not a buffer of records");
        }
        int version = bytes.getInt(EventBuffer.VERSION_OFFSET);
        if (version != EventBuffer.VERSION) {
            throw new IOException("has version " + version + ", but only " + EventBuffer.VERSION + " is known");
        }
        int capacity = bytes.getInt(EventBuffer.CAPACITY_OFFSET);
        if (Integer.bitCount(capacity) != 1
                || size != EventBuffer.HEADER_BYTES + (long) capacity * RecordLayout.BYTES) {
            throw new IOException("has " + size + " bytes, which do not fit its capacity of " + capacity + " records");
        }
        long head = bytes.getLong(EventBuffer.HEAD_OFFSET);
        long tail = bytes.getLong(EventBuffer.TAIL_OFFSET);
        if (head < 0 || tail < head || tail - head > capacity) {
            throw new IOException("has head " + head + " and tail " + tail + ", which do not fit its capacity of "
                    + capacity + " records");
        }
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long at = head; at < tail; ) {
            int from = (int) (at & (capacity - 1));
            int records = (int) Math.min(Math.min(tail - at, capacity - from), CHUNK_BYTES / RecordLayout.BYTES);
            file.seek(EventBuffer.HEADER_BYTES + (long) from * RecordLayout.BYTES);
            file.readFully(chunk.array(), 0, records * RecordLayout.BYTES);
            for (int i = 0; i < records; i++) {
                record(chunk, i * RecordLayout.BYTES, consumer);
            }
            at += records;
        }
    }

    /** Passes on one record. */
    static void record(ByteBuffer bytes, int offset, RecordConsumer consumer) {
        consumer.accept(
                bytes.getLong(offset + RecordLayout.NUMBER_OFFSET),
                bytes.getLong(offset + RecordLayout.SERIAL_OFFSET),
                bytes.getLong(offset + RecordLayout.VALUE_OFFSET),
                bytes.getLong(offset + RecordLayout.META_OFFSET));
    }

    private static boolean isZero(RandomAccessFile file) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        file.seek(0);
        for (int length = file.read(chunk); length >= 0; length = file.read(chunk)) {
            for (int i = 0; i < length; i++) {
                if (chunk[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
