package io.narrows.server.model.precision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Int8MatrixTest {

    @Test
    void theLargestWeightOfEachRowHasTheLargestByte() {
        Int8Matrix matrix = Int8Matrix.of(3, new float[] {1, -0.25f, 63, -126, 0, 0});
        assertArrayEquals(new byte[] {63, -16, 32, -63, 0, 0}, matrix.values());
        assertArrayEquals(new float[] {1 / 63f, 2, 1}, matrix.scales());
        assertEquals(2, matrix.inputs());
    }

    @Test
    void noWeightIsFurtherFromItsByteThanHalfAStep() {
        SplittableRandom random = new SplittableRandom(7);
        float[] weights = new float[40 * 24];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextDouble(-3, 3) * (1 + i / 24);
        }
        Int8Matrix matrix = Int8Matrix.of(40, weights);
        for (int i = 0; i < weights.length; i++) {
            float scale = matrix.scales()[i / 24];
            double error = Math.abs((double) scale * matrix.values()[i] - weights[i]);
            assertTrue(error <= scale * 0.500001, "weight " + i + " is off by " + error + ", scale " + scale);
        }
    }

    @Test
    void rowsMustHaveOneLength() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Int8Matrix.of(2, new float[3]));
        assertEquals("3 weights cannot have 2 rows", e.getMessage());
    }

    @Test
    void twoProductsWithUnsignedBytesFitInto16Bits() {
        Int8Matrix matrix = Int8Matrix.of(1, new float[] {5, -5});
        assertTrue(2 * 255 * matrix.values()[0] <= Short.MAX_VALUE);
        assertTrue(2 * 255 * matrix.values()[1] >= Short.MIN_VALUE);
    }
}
