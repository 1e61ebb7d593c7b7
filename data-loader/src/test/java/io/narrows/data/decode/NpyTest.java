package io.narrows.data.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** numpy's format: files as numpy writes them, by hand after its description, and what breaks its rules. */
class NpyTest {
    private static NpyArray read(byte[] file) throws NpyException {
        return Npy.read(file, 0, file.length);
    }

    /** A file by hand, independent of the writer: 1 to 3 as major version, and the header without padding. */
    private static byte[] file(int major, String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, 0});
        ByteBuffer length = ByteBuffer.allocate(major == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        if (major == 1) {
            length.putShort((short) text.length);
        } else {
            length.putInt(text.length);
        }
        out.writeBytes(length.array());
        out.writeBytes(text);
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static byte[] data(ByteOrder order, int bytes, long... values) {
        ByteBuffer data = ByteBuffer.allocate(bytes * values.length).order(order);
        for (long value : values) {
            switch (bytes) {
                case 1 -> data.put((byte) value);
                case 2 -> data.putShort((short) value);
                case 4 -> data.putInt((int) value);
                default -> data.putLong(value);
            }
        }
        return data.array();
    }

    @ParameterizedTest
    @CsvSource({
        "|b1, 1, 1, 1",
        "|b1, 1, 0, 0",
        "|i1, 1, 255, -1",
        "|u1, 1, 255, 255",
        "<i2, 2, 65534, -2",
        ">i2, 2, -2, -2",
        "<u2, 2, -1, 65535",
        ">u2, 2, 258, 258",
        "<i4, 4, -3, -3",
        ">i4, 4, 66051, 66051",
        "<u4, 4, -1, 4294967295",
        ">u4, 4, 1, 1",
        "<i8, 8, -9007199254740993, -9007199254740993",
        ">i8, 8, 72057594037927936, 72057594037927936",
        "<u8, 8, -1, -1",
        ">u8, 8, 5, 5",
        "<i1, 1, 7, 7",
        "=i4, 4, 1, 1"
    })
    void wholeNumbersOfAllSizesAndBothByteOrders(String descr, int bytes, long stored, long value) throws Exception {
        ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (descr.startsWith("=")) {
            order = ByteOrder.nativeOrder();
        }
        for (int major = 1; major <= 3; major++) {
            NpyArray array = read(file(
                    major,
                    "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (2,), }  \n",
                    data(order, bytes, 0, stored)));
            assertEquals(value, array.longAt(1));
            assertArrayEquals(new long[] {0, value}, array.longs());
            assertArrayEquals(new int[] {2}, array.shape());
        }
    }

    @Test
    void unsignedNumbersOf64BitsBecomeTheNearestDouble() throws Exception {
        String header = "{'descr': '<u8', 'fortran_order': False, 'shape': (3,), }";
        NpyArray array = read(file(1, header, data(ByteOrder.LITTLE_ENDIAN, 8, -1, Long.MIN_VALUE, 3)));
        assertArrayEquals(new double[] {0x1p64, 0x1p63, 3}, array.doubles());
    }

    @ParameterizedTest
    @CsvSource({
        "0x3C00, 1",
        "0xC000, -2",
        "0x0001, 0x1p-24",
        "0x03FF, 0x1.ff8p-15",
        "0x7BFF, 65504",
        "0x8000, -0.0",
        "0x7C00, Infinity",
        "0xFC00, -Infinity",
        "0x7E00, NaN",
        "0x3555, 0x1.554p-2"
    })
    void halves(String bits, String value) throws Exception {
        String header = "{'descr': '>f2', 'fortran_order': False, 'shape': (), }";
        NpyArray array = read(file(2, header, data(ByteOrder.BIG_ENDIAN, 2, Integer.decode(bits))));
        assertEquals(Double.valueOf(value), array.doubleAt(0));
        assertEquals(1, array.size());
        assertEquals(0, array.shape().length);
    }

    @Test
    void floatsAndDoublesInBothByteOrders() throws Exception {
        long one = Float.floatToIntBits(1.5f);
        NpyArray floats = read(file(
                1, "{'shape': (1, 1), 'fortran_order': True, \"descr\": '>f4'}", data(ByteOrder.BIG_ENDIAN, 4, one)));
        assertArrayEquals(new float[] {1.5f}, floats.floats());
        assertTrue(floats.fortranOrder());
        assertEquals("f4[1, 1] in Fortran order", floats.toString());
        assertThrows(IllegalStateException.class, () -> floats.longAt(0));
        long pi = Double.doubleToLongBits(Math.PI);
        NpyArray doubles = read(file(
                1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1L,), }", data(ByteOrder.LITTLE_ENDIAN, 8, pi)));
        assertArrayEquals(new double[] {Math.PI}, doubles.doubles());
        assertArrayEquals(new float[] {(float) Math.PI}, doubles.floats());
        assertFalse(doubles.fortranOrder());
    }

    @Test
    void anArrayWithoutElementsIsOne() throws Exception {
        NpyArray empty = read(file(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 384), }", new byte[0]));
        assertEquals(0, empty.size());
        assertArrayEquals(new int[] {0, 384}, empty.shape());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }; a shape of [3] of f4 takes 12 bytes, but 8",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }; a shape of [1] of f4 takes 4 bytes, but 8",
                "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }; a type of \"|O\" is not read here",
                "{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }; a type of \"|f4\" is not read here",
                "{'descr': '<f16', 'fortran_order': False, 'shape': (2,), }; a type of \"<f16\" is not read here",
                "{'descr': '', 'fortran_order': False, 'shape': (2,), }; a type of \"\" is not read here",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }; must have a quoted word",
                "{'fortran_order': False, 'shape': (2,), }; must have descr, fortran_order and shape",
                "{'descr': '<f4', 'descr': '<f4', 'shape': (2,), }; has \"descr\" twice",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }; must have True or False at character 34",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2), }; must have a comma after the only dimension",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }; must have a dimension from 0 to 2147483647",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999, 99999), }; is above 2 GiB",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}; has a \"x\" that numpy does not know",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,) } 5; must have nothing at character",
                "{'descr': '<f4; must have a closing quote",
                "'' ; must have '{' at character 0",
            })
    void aHeaderThatBreaksARuleIsRefused(String header, String rule) {
        NpyException refused = assertThrows(NpyException.class, () -> read(file(1, header, new byte[8])));
        assertTrue(String.valueOf(refused.getMessage()).contains(rule), refused.getMessage());
    }

    @Test
    void whatIsNoFileOfNumpyIsRefused() {
        byte[] good = file(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }", new byte[0]);
        good[6] = 4;
        assertEquals(
                "its version is 4.0, must be 1.0 to 3.0",
                assertThrows(NpyException.class, () -> read(good)).getMessage());
        good[6] = 1;
        good[8] = (byte) 0xFF;
        assertEquals(
                "its header is to have 255 bytes, but 57 follow",
                assertThrows(NpyException.class, () -> read(good)).getMessage());
        assertThrows(NpyException.class, () -> read(new byte[0]));
        assertThrows(NpyException.class, () -> read("PK\3\4 a zip file".getBytes(StandardCharsets.UTF_8)));
        DecodeException named = assertThrows(
                DecodeException.class, () -> Decoders.npy("npy").decode(Samples.of("npy", "something else")));
        assertTrue(String.valueOf(named.getMessage()).startsWith("field \"npy\": it does not begin with the magic"));
    }

    @Test
    void noMutantGetsPastTheReaderInAnyOtherWay() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        byte[] file = out.toByteArray();
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] mutant = Arrays.copyOf(file, random.nextInt(4) == 0 ? random.nextInt(file.length) : file.length);
            for (int flips = random.nextInt(4); flips >= 0 && mutant.length > 0; flips--) {
                mutant[random.nextInt(Math.min(mutant.length, 80))] = (byte) random.nextInt(256);
            }
            try {
                assertTrue(read(mutant).size() <= mutant.length);
            } catch (NpyException e) {
                refused++;
            }
        }
        assertTrue(refused > 5_000, refused + " of 10,000 refused");
    }

    @Test
    void theWriterWritesByteForByteWhatNumpyWrites() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        byte[] file = out.toByteArray();
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        // numpy pads to 64 with room for a first dimension of 21 digits, and ends with a line feed.
        assertEquals(128 + 24, file.length);
        assertEquals(118, file[8] | file[9] << 8);
        assertEquals(
                header + " ".repeat(117 - header.length()) + "\n",
                new String(file, 10, 118, StandardCharsets.US_ASCII));
        NpyArray read = read(file);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, read.floats());
        assertArrayEquals(new int[] {2, 3}, read.shape());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Npy.write(whole, new long[] {Long.MIN_VALUE, 5}, 2);
        assertArrayEquals(
                new long[] {Long.MIN_VALUE, 5}, read(whole.toByteArray()).longs());
        assertEquals(
                "a shape of [2, 2] needs 4 values, got 3",
                assertThrows(IllegalArgumentException.class, () -> Npy.write(out, new float[3], 2, 2))
                        .getMessage());
    }

    @Test
    void aHeaderDoesNotMoveTheDataWhenItsFirstDimensionGrows() {
        assertEquals(
                Npy.header(NpyType.FLOAT32, 0, 384).length, Npy.header(NpyType.FLOAT32, Integer.MAX_VALUE, 384).length);
        assertEquals(0, Npy.header(NpyType.FLOAT64).length % 64);
    }
}
