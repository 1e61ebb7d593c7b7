package io.narrows.server.model.tensor;

/** The two 16-bit floating-point formats, to and from 32 bits. Stateless. */
public final class HalfFloat {
    /*
     * FP16 (IEEE 754 binary16): 1 sign, 5 exponent (bias 15), 10 fraction. BF16: the upper half of a float. Both are rounded to
     * the nearest, ties to the even one; what is too large becomes an infinity.
     *
     * A float becomes FP16 by scaling it until the last place of the result is 1, rounding, and putting the whole number where
     * the fraction is; a fraction that is rounded up to the next power of two carries into the exponent, as it should. The
     * last place of subnormals is 2^-24.
     */
    private static final float FP16_OVERFLOW = 65520f;
    private static final float SMALLEST_NORMAL_FP16 = 0x1p-14f;

    private HalfFloat() {}

    /** The float of an FP16 number. */
    public static float fromFp16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
        }
        if (exponent == 0) {
            float value = fraction * 0x1p-24f;
            return sign == 0 ? value : -value;
        }
        return Float.intBitsToFloat(sign | (exponent + 127 - 15) << 23 | fraction << 13);
    }

    /** The FP16 number nearest to a number. */
    public static short toFp16(float value) {
        int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (size >= FP16_OVERFLOW) {
            return (short) (sign | 0x7c00);
        }
        if (size < SMALLEST_NORMAL_FP16) {
            return (short) (sign | (int) Math.rint((double) size * 0x1p24));
        }
        int exponent = Math.getExponent(size);
        int fraction = (int) Math.rint(Math.scalb((double) size, 10 - exponent)); // 1024 to 2048
        return (short) (sign | ((exponent + 15 - 1) << 10) + fraction);
    }

    /** The float of a BF16 number. */
    public static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The BF16 number nearest to a number. */
    public static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        int rest = bits & 0xffff;
        int upper = bits >>> 16;
        boolean up = rest > 0x8000 || (rest == 0x8000 && (upper & 1) == 1);
        return (short) (up ? upper + 1 : upper);
    }

    /** Whether a number is rounded to a finite FP16 number. */
    public static boolean fitsFp16(float value) {
        return Math.abs(value) < FP16_OVERFLOW;
    }
}
