package io.narrows.server.model.tensor;

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

    private static void nearest(float value, short bits, ToDoubleFunction<Integer> read) {
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
}
