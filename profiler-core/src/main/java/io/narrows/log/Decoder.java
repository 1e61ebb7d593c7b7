package io.narrows.log;

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

    private final ByteBuffer in;

    Decoder(ByteBuffer bytes) {
        in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    int u8() {
        require(1, "a byte");
        return in.get() & 0xFF;
    }

    int i32() {
        require(Integer.BYTES, "a 32-bit number");
        return in.getInt();
    }

    long i64() {
        require(Long.BYTES, "a 64-bit number");
        return in.getLong();
    }

    double f64() {
        return Double.longBitsToDouble(i64());
    }

    long unsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = u8();
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
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
        if (value < 0 || value > in.remaining() / minBytes) {
            throw new LogException(
                    "damaged document: " + Long.toUnsignedString(value) + " elements in " + in.remaining() + " bytes");
        }
        return (int) value;
    }

    String string() {
        ByteBuffer utf8 = raw(count(1));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new LogException("damaged document: a string is not UTF-8", e);
        }
    }

    ByteBuffer raw(int length) {
        require(length, "bytes");
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private void require(int count, String what) {
        if (in.remaining() < count) {
            throw new LogException("damaged document: it ends where " + what + " should follow");
        }
    }
}
