package io.narrows.server.model.precision;

/** The two 16-bit floating-point formats. Stateless. */
public final class HalfFloat {
    /*
     * FP16 (IEEE 754 binary16): 1 sign, 5 exponent (bias 15), 10 fraction. BF16: the upper half of a float. Both are rounded to
     * the nearest, ties to the even one; what is too large becomes an infinity.
     *
     * A float becomes FP16 by scaling it until the last place of the result is 1, rounding, and putting the whole number where
     * the fraction is; a fraction that is rounded up to the next power of two carries into the exponent, as it should. The
     * last place of subnormals is 2^-24.
     *
     * A double is not rounded to the nearest float first: where that falls in the middle between two numbers of 16 bits, it no
     * longer tells on which side of the middle the double was. It is rounded to odd: cut off, and its last bit set where
     * anything was lost. Such a float is never in a middle that the double was not in.
     *   S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008.
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

    /** The FP16 number nearest to a number; NaN stays NaN. */
    public static short toFp16(double value) {
        return fp16(odd(value));
    }

    private static float odd(double value) {
        float nearest = (float) value;
        if (nearest == value || Double.isNaN(value)) {
            return nearest;
        }
        int bits = Float.floatToRawIntBits(nearest);
        int cut = Math.abs((double) nearest) > Math.abs(value)
                ? bits - 1
                : bits; // one step towards zero, from infinity too
        return Float.intBitsToFloat(cut | 1);
    }

    private static short fp16(float value) {
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

    /** The BF16 number nearest to a number; NaN stays NaN. */
    public static short toBf16(double value) {
        return bf16(odd(value));
    }

    private static short bf16(float value) {
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
    public static boolean fitsFp16(double value) {
        return Math.abs(value) < FP16_OVERFLOW;
    }
}
