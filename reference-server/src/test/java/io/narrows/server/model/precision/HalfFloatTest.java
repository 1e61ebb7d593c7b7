package io.narrows.server.model.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatTest {
    @Test
    void everyNumberOf16BitsComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float fp16 = HalfFloat.fromFp16((short) bits);
            float bf16 = HalfFloat.fromBf16((short) bits);
            if (!Float.isNaN(fp16)) {
                assertEquals((short) bits, HalfFloat.toFp16(fp16));
            } else {
                assertTrue(Float.isNaN(HalfFloat.fromFp16(HalfFloat.toFp16(fp16))));
            }
            if (!Float.isNaN(bf16)) {
                assertEquals((short) bits, HalfFloat.toBf16(bf16));
            } else {
                assertTrue(Float.isNaN(HalfFloat.fromBf16(HalfFloat.toBf16(bf16))));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3c00",
        "-2, c000",
        "65504, 7bff",
        "65519.996, 7bff",
        "65520, 7c00",
        "-1e9, fc00",
        "0x1p-24, 0001",
        "0x1p-25, 0000",
        "0x1.8p-25, 0001",
        "0x1.8p-24, 0002",
        "0x1.ffep-15, 0400",
        "0x1.ff8p-15, 03ff",
        "0, 0000",
        "-0.0, 8000",
        "1.00048828125, 3c00",
        "1.00146484375, 3c02",
        "2047.5, 6800"
    })
    void fp16IsTheNearestAndTheEvenOneOfTwo(float value, String bits) {
        assertEquals(bits, String.format("%04x", HalfFloat.toFp16(value) & 0xffff));
    }

    @Test
    void neitherNeighbourIsNearer() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 25));
            nearest(value, HalfFloat.toFp16(value), bits -> HalfFloat.fromFp16((short) (int) bits));
            nearest(value, HalfFloat.toBf16(value), bits -> HalfFloat.fromBf16((short) (int) bits));
        }
    }

    private static void nearest(double value, short bits, ToDoubleFunction<Integer> read) {
        double error = Math.abs(read.applyAsDouble((int) bits) - value);
        if (Double.isFinite(error) && (bits & 0x7fff) != 0) {
            assertTrue(error <= Math.abs(read.applyAsDouble(bits - 1) - value), "" + value);
            assertTrue(error <= Math.abs(read.applyAsDouble(bits + 1) - value), "" + value);
        }
    }

    @Test
    void whatIsTooLargeDoesNotFit() {
        assertTrue(HalfFloat.fitsFp16(65519.996f));
        assertFalse(HalfFloat.fitsFp16(65520f));
        assertFalse(HalfFloat.fitsFp16(Float.NaN));
    }

    /** What the bits of IEEE 754 binary16 mean, written down a second time, in doubles. */
    private static double float16(int bits) {
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude =
                exponent == 0 ? fraction * Math.pow(2, -24) : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    @Test
    void everyFloat16IsItsOwnClosest() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            if ((bits & 0x7c00) != 0x7c00) {
                assertEquals((short) bits, HalfFloat.toFp16((float) float16(bits)), "bits " + bits);
            }
        }
    }

    @Test
    void betweenTwoFloat16TheCloserAndInTheMiddleTheEvenOneIsTaken() {
        for (int bits = 0; bits < 0x7bff; bits++) {
            float low = (float) float16(bits);
            float high = (float) float16(bits + 1);
            float middle = (float) ((float16(bits) + float16(bits + 1)) / 2);
            assertEquals((short) (bits + (bits & 1)), HalfFloat.toFp16(middle), "middle after " + bits);
            assertEquals((short) bits, HalfFloat.toFp16(Math.max(low, Math.nextDown(middle))), "below, " + bits);
            assertEquals((short) (bits + 1), HalfFloat.toFp16(Math.min(high, Math.nextUp(middle))), "above, " + bits);
        }
    }

    @Test
    void whatIsTooLargeForAFloat16IsInfiniteAndNanStaysNan() {
        assertEquals((short) 0x7bff, HalfFloat.toFp16(65519.99f));
        assertEquals((short) 0x7c00, HalfFloat.toFp16(65520f));
        assertEquals((short) 0xfc00, HalfFloat.toFp16(Float.NEGATIVE_INFINITY));
        assertEquals((short) 0x7e00, HalfFloat.toFp16(Float.NaN));
        assertEquals((short) 0x8000, HalfFloat.toFp16(-0f));
    }

    @Test
    void everyBfloat16IsItsOwnClosestAndTheMiddleGoesToTheEvenOne() {
        for (int bits = 0; bits < 0x7f80; bits++) {
            assertEquals((short) bits, HalfFloat.toBf16(Float.intBitsToFloat(bits << 16)));
            int middle = bits << 16 | 0x8000;
            assertEquals((short) (bits + (bits & 1)), HalfFloat.toBf16(Float.intBitsToFloat(middle)));
            assertEquals((short) bits, HalfFloat.toBf16(Float.intBitsToFloat(middle - 1)));
            assertEquals((short) (bits + 1), HalfFloat.toBf16(Float.intBitsToFloat(middle + 1)));
        }
        assertEquals((short) 0x7f80, HalfFloat.toBf16(Float.MAX_VALUE));
        // A NaN whose payload lies in the lower half must not become infinite.
        assertEquals((short) 0x7fc0, HalfFloat.toBf16(Float.intBitsToFloat(0x7f800001)));
    }

    /** A float in between would lie in the middle and be rounded to the even neighbour, on whichever side the double was. */
    @Test
    void aDoubleIsRoundedOnce() {
        double hair = 0x1p-36;
        assertEquals((short) 0x3c01, HalfFloat.toFp16(1 + 0x1p-11 + hair));
        assertEquals((short) 0x3c01, HalfFloat.toFp16(1 + 0x3p-11 - hair));
        assertEquals((short) 0x3c00, HalfFloat.toFp16(1 + 0x1p-11));
        assertEquals((short) 0x3f81, HalfFloat.toBf16(1 + 0x1p-8 + hair));
        assertEquals((short) 0xbf81, HalfFloat.toBf16(-1 - 0x3p-8 + hair));
        assertEquals((short) 0x7bff, HalfFloat.toFp16(65520 - hair), "not too large");
        assertTrue(HalfFloat.fitsFp16(65520 - hair));
        assertEquals((short) 0x7f80, HalfFloat.toBf16(1e300));
        assertEquals((short) 0x8000, HalfFloat.toBf16(-1e-300));
        Random random = new Random(2);
        for (int i = 0; i < 200_000; i++) {
            double value = random.nextGaussian() * Math.pow(2, random.nextInt(40) - 25);
            nearest(value, HalfFloat.toFp16(value), bits -> HalfFloat.fromFp16((short) (int) bits));
            nearest(value, HalfFloat.toBf16(value), bits -> HalfFloat.fromBf16((short) (int) bits));
        }
    }
}
