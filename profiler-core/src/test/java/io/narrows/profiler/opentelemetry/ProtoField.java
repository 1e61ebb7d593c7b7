package io.narrows.profiler.opentelemetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One field of a protocol buffer on the wire: enough to look into what was sent without the schema's classes.
 *
 * @param number its number in the schema
 * @param bits value of a number
 * @param bytes value of a text, some bytes or a message; empty for a number
 */
record ProtoField(int number, long bits, byte[] bytes) {
    static List<ProtoField> read(byte[] message) {
        List<ProtoField> fields = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            int number = tag >>> 3;
            switch (tag & 7) {
                case 0 -> fields.add(new ProtoField(number, varint(in), new byte[0]));
                case 1 -> fields.add(new ProtoField(number, in.getLong(), new byte[0]));
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    fields.add(new ProtoField(number, 0, bytes));
                }
                case 5 -> fields.add(new ProtoField(number, in.getInt(), new byte[0]));
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            }
        }
        return fields;
    }

    /** All fields of one number. */
    static List<ProtoField> all(List<ProtoField> of, int number) {
        return of.stream().filter(field -> field.number() == number).toList();
    }

    /** The messages in the fields of one number. */
    static List<List<ProtoField>> messages(List<ProtoField> of, int number) {
        return all(of, number).stream().map(field -> read(field.bytes())).toList();
    }

    /** The last field of one number as text. */
    static String text(List<ProtoField> of, int number) {
        List<ProtoField> found = all(of, number);
        return found.isEmpty() ? "" : new String(found.get(found.size() - 1).bytes(), StandardCharsets.UTF_8);
    }

    /** The same as hexadecimal digits. */
    static String hex(List<ProtoField> of, int number) {
        List<ProtoField> found = all(of, number);
        return found.isEmpty()
                ? ""
                : HexFormat.of().formatHex(found.get(found.size() - 1).bytes());
    }

    /** The same as a number. */
    static long number(List<ProtoField> of, int number) {
        List<ProtoField> found = all(of, number);
        return found.isEmpty() ? 0 : found.get(found.size() - 1).bits();
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
