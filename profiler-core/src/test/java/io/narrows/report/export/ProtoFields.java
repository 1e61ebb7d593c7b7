package io.narrows.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A message of Protocol Buffers taken apart by its wire format alone, without the code under test. */
final class ProtoFields {

    /**
     * One field.
     *
     * @param wireType 0, 1 or 2
     * @param number its value for wire types 0 and 1
     * @param bytes its value for wire type 2
     */
    record Field(int field, int wireType, long number, byte[] bytes) {}

    private final List<Field> fields = new ArrayList<>();

    ProtoFields(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            int type = (int) (tag & 7);
            int field = (int) (tag >>> 3);
            switch (type) {
                case 0 -> fields.add(new Field(field, 0, varint(in), new byte[0]));
                case 1 -> fields.add(new Field(field, 1, in.getLong(), new byte[0]));
                case 2 -> {
                    byte[] bytes = new byte[Math.toIntExact(varint(in))];
                    in.get(bytes);
                    fields.add(new Field(field, 2, 0, bytes));
                }
                default -> throw new IllegalArgumentException("wire type " + type + " of field " + field);
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint of more than ten bytes");
    }

    boolean has(int field) {
        return fields.stream().anyMatch(f -> f.field == field);
    }

    /** Value of a field that is there once, of a wire type. */
    Field one(int field, int wireType) {
        List<Field> found = fields.stream().filter(f -> f.field == field).toList();
        if (found.size() != 1 || found.get(0).wireType != wireType) {
            throw new IllegalArgumentException("field " + field + ": " + found);
        }
        return found.get(0);
    }

    long number(int field) {
        return one(field, 0).number;
    }

    String text(int field) {
        return new String(one(field, 2).bytes, UTF_8);
    }

    ProtoFields message(int field) {
        return new ProtoFields(one(field, 2).bytes);
    }

    List<ProtoFields> messages(int field) {
        return fields.stream()
                .filter(f -> f.field == field && f.wireType == 2)
                .map(f -> new ProtoFields(f.bytes))
                .toList();
    }

    List<Long> fixed(int field) {
        return fields.stream()
                .filter(f -> f.field == field && f.wireType == 1)
                .map(Field::number)
                .toList();
    }
}
