package io.narrows.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes one message of Protocol Buffers, field by field. Not thread-safe.
 *
 * <pre>
 * field  = tag value        tag = varint (number &lt;&lt; 3 | wire type)
 * wire type 0: varint, 7 bits a byte, the lowest first, the top bit set on all but the last
 * wire type 1: 8 bytes, little endian
 * wire type 2: length as varint, then so many bytes (text, message)
 * </pre>
 */
final class ProtoWriter {

    private byte[] bytes = new byte[256];
    private int size;

    /** Empties it for the next message. */
    ProtoWriter reset() {
        size = 0;
        return this;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** An integer; a negative one takes ten bytes, as the format has it. */
    ProtoWriter integer(int field, long value) {
        tag(field, 0);
        varint(value);
        return this;
    }

    ProtoWriter fixed64(int field, long value) {
        tag(field, 1);
        ensure(8);
        for (int i = 0; i < 8; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    ProtoWriter real(int field, double value) {
        return fixed64(field, Double.doubleToLongBits(value));
    }

    ProtoWriter text(int field, String value) {
        byte[] text = value.getBytes(UTF_8);
        return bytes(field, text, text.length);
    }

    ProtoWriter message(int field, ProtoWriter message) {
        return bytes(field, message.bytes, message.size);
    }

    /** Writes it as a field of the message that the stream is. */
    void writeTo(OutputStream out, int field) throws IOException {
        ProtoWriter head = new ProtoWriter();
        head.tag(field, 2);
        head.varint(size);
        out.write(head.bytes, 0, head.size);
        out.write(bytes, 0, size);
    }

    private ProtoWriter bytes(int field, byte[] from, int length) {
        tag(field, 2);
        varint(length);
        ensure(length);
        System.arraycopy(from, 0, bytes, size, length);
        size += length;
        return this;
    }

    private void tag(int field, int wireType) {
        varint(((long) field << 3) | wireType);
    }

    private void varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
