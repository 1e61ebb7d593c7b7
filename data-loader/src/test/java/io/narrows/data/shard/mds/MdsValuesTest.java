package io.narrows.data.shard.mds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class MdsValuesTest {
    @Test
    void everyHalfIsReadAndWrittenExactly() {
        ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < 1 << 16; bits++) {
            bytes.clear().putShort((short) bits).flip();
            double value = MdsNumbers.floating("float16", bytes);
            int exponent = (bits >> 10) & 0x1f;
            double fraction = bits & 0x3ff;
            double size = exponent == 0
                    ? fraction * 0x1p-24
                    : exponent == 31
                            ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                            : (1 + fraction / 1024) * Math.pow(2, exponent - 15);
            assertEquals((bits & 0x8000) == 0 ? size : -size, value);
            bytes.clear();
            MdsNumbers.put("float16", value, bytes);
            if (!Double.isNaN(value)) {
                assertEquals((short) bits, bytes.getShort(0));
            }
        }
    }

    @Test
    void halvesAreRoundedToTheNearestAndTiesToEven() {
        assertEquals(1.0, half(1 + 0x1p-11));
        assertEquals(1 + 0x1p-9, half(1 + 0x1p-10 + 0x1p-11));
        assertEquals(1 + 0x1p-10, half(1 + 0x1p-11 + 0x1p-20));
        assertEquals(65504, half(65519.99f));
        assertEquals(Double.POSITIVE_INFINITY, half(65520));
        assertEquals(0x1p-14, half(0x1.fffp-15));
        assertEquals(0, half(0x1p-25));
        assertTrue(Double.isNaN(half(Float.NaN)));
    }

    private static double half(double value) {
        ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
        MdsNumbers.put("float16", value, bytes);
        return MdsNumbers.floating("float16", bytes.flip());
    }

    @Test
    void arraysComeBackInEveryFormOfTheEncoding() {
        ByteBuffer values = ByteBuffer.allocate(2 * 300 * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 600; i++) {
            values.putShort((short) (i - 300));
        }
        MdsArray array = new MdsArray("int16", new int[] {2, 300}, values.flip());
        assertEquals(600, array.length());
        int[] heads = {1 + 1 + 4, 1 + 4, 0};
        String[] encodings = {"ndarray", "ndarray:int16", "ndarray:int16:2,300"};
        for (int i = 0; i < encodings.length; i++) {
            MdsArrayType type = MdsArrayType.parse(encodings[i]);
            byte[] bytes = type.write(array);
            assertEquals(heads[i] + 1200, bytes.length);
            assertEquals(array, type.read(ByteBuffer.wrap(bytes)));
        }
        assertEquals(1200, new MdsColumn("a", "ndarray:int16:2,300").size());
        assertEquals(MdsColumn.VARIABLE, new MdsColumn("a", "ndarray:int16").size());
        MdsArrayType other = MdsArrayType.parse("ndarray:int16:300,2");
        assertThrows(IllegalArgumentException.class, () -> other.write(array));
    }

    @Test
    void arraysThatCannotBeAreRefused() {
        assertRefused("array whose bytes end within its head", "ndarray");
        assertRefused("array of type 7: must be one of [8, 9, 16,", "ndarray", 7);
        assertRefused("array of 2 dimensions in 3 bytes: too short for its shape", "ndarray", 8, (2 << 2) | 1, 1, 0, 1);
        assertRefused("array with a dimension of 0: 1 to 2147483647", "ndarray", 8, 1 << 2, 0);
        assertRefused("array of 0 dimensions: 1 to 63", "ndarray", 8, 0, 1);
        assertRefused("array of uint8[2] in 3 bytes: must be 2", "ndarray", 8, 1 << 2, 2, 1, 2, 3);
        assertRefused(
                "array of [2147483647, 2147483647]: more than 2 GiB",
                "ndarray",
                8,
                (2 << 2) | 2,
                255,
                255,
                255,
                127,
                255,
                255,
                255,
                127);
        assertThrows(IllegalArgumentException.class, () -> new MdsColumn("a", "ndarray:int17"));
        assertThrows(IllegalArgumentException.class, () -> new MdsColumn("a", "ndarray:int16:2,x"));
    }

    private static void assertRefused(String message, String encoding, int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int each : bytes) {
            buffer.put((byte) each);
        }
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> MdsArrayType.parse(encoding)
                .read(buffer.flip()));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }
}
