package io.narrows.server.protocol;

import static io.narrows.server.protocol.ProtocolException.bad;

import io.narrows.server.model.precision.HalfFloat;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.protocol.TensorData.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/** Turns the elements of JSON into those of a datatype, and refuses what does not fit. Stateless. */
final class TensorReader {
    private TensorReader() {}

    /**
     * Makes a tensor.
     *
     * @param path where its data stands in the request, for messages
     * @param data as many elements as the shape says, at least one
     */
    static Tensor read(String path, String name, Datatype datatype, List<Long> shape, TensorData data) {
        Kind kind =
                switch (datatype) {
                    case BYTES -> Kind.STRING;
                    case BOOL -> Kind.BOOLEAN;
                    default -> Kind.NUMBER;
                };
        String other = data.firstOtherThan(kind);
        if (other != null) {
            throw bad(other + "; an element of " + datatype + " is " + rule(datatype));
        }
        if (datatype == Datatype.BYTES) {
            return Tensor.of(name, shape, data.strings());
        }
        NumberData numbers = Objects.requireNonNull(data.numbers());
        if (datatype.whole() && numbers.firstReal() >= 0) {
            throw wrong(path, numbers.firstReal(), numbers.firstRealText(), datatype);
        }
        ByteBuffer values = ByteBuffer.allocate(Math.multiplyExact(numbers.count(), datatype.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < numbers.count(); i++) {
            if (datatype.whole()) {
                putWhole(values, path, i, numbers, datatype);
            } else {
                putOther(values, path, i, numbers, datatype);
            }
        }
        return Tensor.of(name, datatype, shape, values.flip());
    }

    private static void putWhole(ByteBuffer values, String path, int i, NumberData numbers, Datatype datatype) {
        long bits = numbers.bits(i);
        boolean wide = numbers.wide(i);
        int size = datatype.bytes() * Byte.SIZE;
        boolean fits;
        if (datatype.unsigned()) {
            fits = size == Long.SIZE ? wide || bits >= 0 : !wide && bits >>> size == 0;
        } else {
            fits = !wide && bits >> (size - 1) == bits >> (Long.SIZE - 1);
        }
        if (!fits) {
            throw wrong(path, i, wide ? Long.toUnsignedString(bits) : Long.toString(bits), datatype);
        }
        switch (datatype.bytes()) {
            case Byte.BYTES -> values.put((byte) bits);
            case Short.BYTES -> values.putShort((short) bits);
            case Integer.BYTES -> values.putInt((int) bits);
            default -> values.putLong(bits);
        }
    }

    private static void putOther(ByteBuffer values, String path, int i, NumberData numbers, Datatype datatype) {
        double value = numbers.real(i);
        float single = (float) value;
        boolean fits =
                switch (datatype) {
                    case FP16 -> HalfFloat.fitsFp16(value);
                    case BF16 -> Float.isFinite(HalfFloat.fromBf16(HalfFloat.toBf16(value)));
                    case FP32 -> Float.isFinite(single);
                    default -> true;
                };
        if (!fits) {
            throw wrong(path, i, Double.toString(value), datatype);
        }
        switch (datatype) {
            case BOOL -> values.put((byte) numbers.bits(i));
            case FP16 -> values.putShort(HalfFloat.toFp16(value));
            case BF16 -> values.putShort(HalfFloat.toBf16(value));
            case FP32 -> values.putFloat(single);
            default -> values.putDouble(value);
        }
    }

    private static ProtocolException wrong(String path, int index, String value, Datatype datatype) {
        return bad(path + ", element " + index + " of all, is " + value + "; an element of " + datatype + " is "
                + rule(datatype));
    }

    private static String rule(Datatype datatype) {
        return switch (datatype) {
            case BYTES -> "a string";
            case BOOL -> "true or false";
            case FP16, BF16, FP32, FP64 -> "a number within its range";
            case UINT64 -> "a whole number from 0 to 18446744073709551615";
            case INT64 -> "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE;
            default -> {
                int size = datatype.bytes() * Byte.SIZE;
                yield datatype.unsigned()
                        ? "a whole number from 0 to " + ((1L << size) - 1)
                        : "a whole number from " + -(1L << (size - 1)) + " to " + ((1L << (size - 1)) - 1);
            }
        };
    }
}
