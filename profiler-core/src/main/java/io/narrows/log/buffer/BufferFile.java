package io.narrows.log.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The records that a buffer's file still holds, read without changing it. */
final class BufferFile {
    private BufferFile() {}

    /** Takes one record as it lay in the file. */
    @FunctionalInterface
    interface RecordConsumer {
        void accept(long number, long serial, long value, long meta);
    }

    /**
     * Passes on the records that the drainer had not given back.
     *
     * @throws IOException when the file cannot be read or is not a whole buffer; the message says which rule it breaks
     */
    static void read(Path file, RecordConsumer consumer) throws IOException {
        ByteBuffer bytes = load(file);
        long size = bytes.capacity();
        if (size < EventBuffer.HEADER_BYTES || bytes.getLong(EventBuffer.MAGIC_OFFSET) != EventBuffer.MAGIC) {
            if (isZero(bytes)) {
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
        for (long at = head; at < tail; at++) {
            int offset = EventBuffer.HEADER_BYTES + (int) (at & (capacity - 1)) * RecordLayout.BYTES;
            record(bytes, offset, consumer);
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

    private static ByteBuffer load(Path file) throws IOException {
        long size = Files.size(file);
        if (size > Integer.MAX_VALUE - Long.BYTES) {
            throw new IOException("has " + size + " bytes, more than a buffer can have");
        }
        // Not by a channel of our own, which would refuse to work for an interrupted thread.
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean isZero(ByteBuffer bytes) {
        for (int at = 0; at < bytes.capacity(); at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
