package io.narrows.data.shard.mds;

import java.nio.ByteBuffer;

/** Numbers as numpy writes them, little-endian. */
final class MdsNumbers {
    private MdsNumbers() {}

    static boolean isInteger(String dtype) {
        return dtype.startsWith("int") || dtype.startsWith("uint");
    }

    static boolean isFloating(String dtype) {
        return dtype.startsWith("float");
    }

    /** The next number of an integer type; one of {@code uint64} from 2^63 on comes out negative. */
    static long integer(String dtype, ByteBuffer from) {
        return switch (dtype) {
            case "int8" -> from.get();
            case "uint8" -> from.get() & 0xff;
            case "int16" -> from.getShort();
            case "uint16" -> from.getShort() & 0xffff;
            case "int32" -> from.getInt();
            case "uint32" -> from.getInt() & 0xffffffffL;
            case "int", "int64", "uint64" -> from.getLong();
            default -> throw new IllegalArgumentException("\"" + dtype + "\" is no type of integers");
        };
    }

    /** The next number of any type. */
    static double floating(String dtype, ByteBuffer from) {
        return switch (dtype) {
            case "float16" -> half(from.getShort());
            case "float32" -> from.getFloat();
            case "float64" -> from.getDouble();
            case "uint64" -> unsigned(from.getLong());
            default -> (double) integer(dtype, from);
        };
    }

    static void put(String dtype, Number value, ByteBuffer to) {
        switch (dtype) {
            case "float16" -> to.putShort(half(value.floatValue()));
            case "float32" -> to.putFloat(value.floatValue());
            case "float64" -> to.putDouble(value.doubleValue());
            case "uint64", "int", "int64" -> to.putLong(value.longValue());
            case "int8" -> to.put((byte) within(value, Byte.MIN_VALUE, Byte.MAX_VALUE, dtype));
            case "uint8" -> to.put((byte) within(value, 0, 0xff, dtype));
            case "int16" -> to.putShort((short) within(value, Short.MIN_VALUE, Short.MAX_VALUE, dtype));
            case "uint16" -> to.putShort((short) within(value, 0, 0xffff, dtype));
            case "int32" -> to.putInt((int) within(value, Integer.MIN_VALUE, Integer.MAX_VALUE, dtype));
            case "uint32" -> to.putInt((int) within(value, 0, 0xffffffffL, dtype));
            default -> throw new IllegalArgumentException("\"" + dtype + "\" is no type of numbers");
        }
    }

    private static long within(Number value, long least, long most, String dtype) {
        long number = value.longValue();
        if (number < least || number > most) {
            throw new IllegalArgumentException("value " + value + " of type " + dtype + ": " + least + " to " + most);
        }
        return number;
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? (double) bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    /** IEEE 754 binary16 to float; exact. */
    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
        }
        if (exponent == 0) {
            float tiny = fraction * 0x1p-24f;
            return sign == 0 ? tiny : -tiny;
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }

    /** Float to IEEE 754 binary16, to the nearest, ties to even. */
    private static short half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (size >= 65520) {
            return (short) (sign | 0x7c00);
        }
        if (size < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(size * 0x1p24));
        }
        int rest = bits & 0x7fffffff;
        int rounded = rest + 0xfff + ((rest >>> 13) & 1);
        return (short) (sign | ((rounded >>> 13) - (112 << 10)));
    }
}
