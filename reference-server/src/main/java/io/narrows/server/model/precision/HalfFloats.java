package io.narrows.server.model.precision;

import io.narrows.server.model.torchscript.Content;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The two kinds of 16-bit floats. Rounds to the closest, of two equally close ones to the even. Stateless. */
public final class HalfFloats {
    /*
     *               sign  exponent  fraction
     *   float32       1      8         23
     *   bfloat16      1      8          7      the upper half of a float32
     *   float16       1      5         10      IEEE 754 binary16: 65504 is the largest, below 6.1e-5 the digits get fewer
     */
    private static final int BFLOAT16_DROPPED = 16;
    private static final int QUIET_NAN = 1 << 6;

    private static final int FLOAT16_INFINITY = 0x7c00;
    private static final int FLOAT16_NAN = 0x7e00;
    /** Halfway between the largest float16 and the next, were there one: rounds to infinity. */
    private static final float FLOAT16_OVERFLOW = 65520f;
    /** The smallest float16 with all its digits. */
    private static final float FLOAT16_NORMAL = 0x1p-14f;
    /** Adding it puts the last digit of a float16 below the normal ones into the last digit of a float32. */
    private static final float FLOAT16_SUBNORMAL_SHIFT = 0.5f;

    private static final int FLOAT16_DROPPED = 13;
    private static final int EXPONENT_DIFFERENCE = (127 - 15) << 23;

    private HalfFloats() {}

    /** The closest bfloat16; NaN stays NaN, and what is too large becomes infinite. */
    public static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> BFLOAT16_DROPPED) | QUIET_NAN);
        }
        return (short) (rounded(bits, BFLOAT16_DROPPED) >>> BFLOAT16_DROPPED);
    }

    /** The closest float16; NaN stays NaN, and what is too large becomes infinite. */
    public static short float16(float value) {
        int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | FLOAT16_NAN);
        }
        if (magnitude >= FLOAT16_OVERFLOW) {
            return (short) (sign | FLOAT16_INFINITY);
        }
        if (magnitude < FLOAT16_NORMAL) {
            float shifted = magnitude + FLOAT16_SUBNORMAL_SHIFT;
            return (short)
                    (sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(FLOAT16_SUBNORMAL_SHIFT)));
        }
        int bits = Float.floatToRawIntBits(magnitude) - EXPONENT_DIFFERENCE;
        return (short) (sign | (rounded(bits, FLOAT16_DROPPED) >>> FLOAT16_DROPPED));
    }

    private static int rounded(int bits, int dropped) {
        return bits + (1 << (dropped - 1)) - 1 + ((bits >>> dropped) & 1);
    }

    /** Makes 16 bits of a float. */
    @FunctionalInterface
    public interface Narrowing {

        /** The bits. */
        short of(float value);
    }

    /**
     * The same values in 16 bits, both little-endian.
     *
     * @param floats 32-bit floats, in pieces of whole values
     */
    public static Content narrowed(Content floats, Narrowing narrowing) {
        return sink -> floats.copyTo(piece -> {
            ByteBuffer values = piece.order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer narrow = ByteBuffer.allocate(values.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
            while (values.hasRemaining()) {
                narrow.putShort(narrowing.of(values.getFloat()));
            }
            sink.take(narrow.flip());
        });
    }
}
