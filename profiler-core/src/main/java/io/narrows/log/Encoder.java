package io.narrows.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the primitive values of documents, little-endian, into a buffer of its own that grows. Not thread-safe.
 *
 * <p>Unsigned variable-length numbers are LEB128; signed ones are zigzag-coded first.
 */
final class Encoder {

    private byte[] bytes = new byte[1024];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** The buffer itself, valid up to {@link #length()} until the next call. */
    byte[] array() {
        return bytes;
    }

    void u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void i32(int value) {
        reserve(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void i64(long value) {
        reserve(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void f64(double value) {
        i64(Double.doubleToRawLongBits(value));
    }

    void unsigned(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    void string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        unsigned(utf8.length);
        raw(ByteBuffer.wrap(utf8));
    }

    void raw(ByteBuffer value) {
        ByteBuffer source = value.duplicate();
        int count = source.remaining();
        reserve(count);
        source.get(bytes, length, count);
        length += count;
    }

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(Arrays.copyOf(bytes, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
        }
    }
}
