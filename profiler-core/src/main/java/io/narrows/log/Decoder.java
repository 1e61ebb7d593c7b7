package io.narrows.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link Encoder} wrote. Trusts nothing: every read is checked against the bytes that are left, and nothing is
 * allocated for more elements than those bytes can hold. Not thread-safe.
 *
 * <p>Every method throws {@link LogException} where the bytes do not hold what is asked for.
 */
final class Decoder {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int position;

    /** Reads {@code length} bytes from {@code offset} on; the array is the caller's and must not change meanwhile. */
    Decoder(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    int remaining() {
        return end - position;
    }

    int u8() {
        require(1, "a byte");
        return bytes[position++] & 0xFF;
    }

    int i32() {
        require(Integer.BYTES, "a 32-bit number");
        int value = (int) INT.get(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    long i64() {
        require(Long.BYTES, "a 64-bit number");
        long value = (long) LONG.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    double f64() {
        return Double.longBitsToDouble(i64());
    }

    long unsigned() {
        int at = position;
        if (at < end && bytes[at] >= 0) {
            position = at + 1;
            return bytes[at];
        }
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == end) {
                throw new LogException("damaged document: it ends where a byte should follow");
            }
            int next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                position = at;
                return value;
            }
        }
        throw new LogException("damaged document: a number longer than 64 bits");
    }

    long signed() {
        long coded = unsigned();
        return (coded >>> 1) ^ -(coded & 1);
    }

    /** Reads an id or number that must fit an int. */
    int id() {
        long value = unsigned();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new LogException("damaged document: id " + Long.toUnsignedString(value) + " is over 2147483647");
        }
        return (int) value;
    }

    /** Reads the number of elements of a list, each of which takes {@code minBytes} bytes at least. */
    int count(int minBytes) {
        long value = unsigned();
        if (value < 0 || value > remaining() / minBytes) {
            throw new LogException(
                    "damaged document: " + Long.toUnsignedString(value) + " elements in " + remaining() + " bytes");
        }
        return (int) value;
    }

    String string() {
        int length = count(1);
        if (length == 0) {
            return "";
        }
        ByteBuffer utf8 = ByteBuffer.wrap(bytes, position, length);
        position += length;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new LogException("damaged document: a string is not UTF-8", e);
        }
    }

    /** Returns the bytes that are left, as a view. */
    ByteBuffer rest() {
        ByteBuffer rest = ByteBuffer.wrap(bytes, position, remaining());
        position = end;
        return rest;
    }

    private void require(int count, String what) {
        if (end - position < count) {
            throw new LogException("damaged document: it ends where " + what + " should follow");
        }
    }
}
