package io.narrows.data.decode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * numpy's file format for one array ({@code .npy}), after NEP 1 and numpy's {@code lib.format}.
 *
 * <pre>
 * byte 0   6       7       8                       8 or 10 + length
 *      +---+-------+-------+--------+--------------+----------+
 *      |\x93NUMPY  | major | minor  | length | header text     | elements |
 *      +---+-------+-------+--------+--------------+----------+
 * </pre>
 *
 * <p>The length of the header is 2 bytes in version 1.0, 4 bytes from 2.0 on, little-endian; the text is a Python dictionary
 * with type, order and shape. Arrays of Python objects, strings, dates and structures are refused.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int MAGIC_BYTES = 6;
    private static final int ALIGNMENT = 64;

    /** Room that numpy leaves in a header, so that the first dimension can grow without moving the data. */
    private static final int GROWTH_DIGITS = 21;

    private Npy() {}

    /**
     * Reads an array that takes the whole of a range of bytes; copies its elements.
     *
     * @throws NpyException when the bytes are something else, or more or fewer than the header says
     */
    public static NpyArray read(byte[] array, int offset, int length) throws NpyException {
        if (length < MAGIC.length + 2 || !Arrays.equals(MAGIC, 0, MAGIC_BYTES, array, offset, offset + MAGIC_BYTES)) {
            throw new NpyException(
                    "it does not begin with the magic bytes of numpy and a header, in " + length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(array, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        int major = bytes.get(MAGIC_BYTES) & 0xFF;
        if (major < 1 || major > 3) {
            throw new NpyException(
                    "its version is " + major + "." + (bytes.get(MAGIC_BYTES + 1) & 0xFF) + ", must be 1.0 to 3.0");
        }
        int textAt = MAGIC.length + (major == 1 ? 2 : 4);
        if (length < textAt) {
            throw new NpyException("it ends inside its header");
        }
        long textBytes = major == 1 ? bytes.getShort(MAGIC.length) & 0xFFFF : bytes.getInt(MAGIC.length) & 0xFFFF_FFFFL;
        if (textBytes > length - textAt) {
            throw new NpyException(
                    "its header is to have " + textBytes + " bytes, but " + (length - textAt) + " follow");
        }
        int dataAt = textAt + (int) textBytes;
        NpyHeader header = NpyHeader.parse(NpyHeader.decoded(array, offset + textAt, (int) textBytes, major));
        int dataBytes = header.elements() * header.type().bytes();
        if (dataBytes != length - dataAt) {
            throw new NpyException("a shape of " + Arrays.toString(header.shape()) + " of "
                    + header.type().code() + " takes " + dataBytes + " bytes, but " + (length - dataAt) + " follow");
        }
        byte[] copy = Arrays.copyOfRange(array, offset + dataAt, offset + length);
        return new NpyArray(
                header.type(),
                header.fortranOrder(),
                header.shape(),
                header.elements(),
                ByteBuffer.wrap(copy).order(header.order()));
    }

    /**
     * The header of a file in C order and little-endian, byte for byte as numpy writes it; the elements follow it. Its
     * length does not depend on the first dimension, so that this can be filled in at the end.
     *
     * @param shape dimensions, none for a single value
     */
    public static byte[] header(NpyType type, int... shape) {
        String text = new NpyHeader(type, ByteOrder.LITTLE_ENDIAN, false, shape, 0).text();
        int growth = shape.length == 0
                ? 0
                : GROWTH_DIGITS - Integer.toString(shape[0]).length();
        int used = MAGIC.length + 2 + text.length() + growth + 1; // and a line feed
        int total = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[total];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        int textBytes = total - MAGIC.length - 2;
        header[MAGIC.length] = (byte) textBytes;
        header[MAGIC.length + 1] = (byte) (textBytes >>> 8);
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, MAGIC.length + 2, ascii.length);
        header[total - 1] = '\n';
        return header;
    }

    /**
     * Writes an array of floats; does not close the stream.
     *
     * @param values as many as the shape says, row by row
     * @throws IllegalArgumentException when they are not as many
     */
    public static void write(OutputStream out, float[] values, int... shape) throws IOException {
        requireCount(values.length, shape);
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        out.write(header(NpyType.FLOAT32, shape));
        out.write(bytes.array());
    }

    /**
     * Writes an array of 64-bit whole numbers; does not close the stream.
     *
     * @param values as many as the shape says, row by row
     * @throws IllegalArgumentException when they are not as many
     */
    public static void write(OutputStream out, long[] values, int... shape) throws IOException {
        requireCount(values.length, shape);
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values.length, 8)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        out.write(header(NpyType.INT64, shape));
        out.write(bytes.array());
    }

    private static void requireCount(int values, int[] shape) {
        long product = 1;
        for (int dimension : shape) {
            product = Math.multiplyExact(product, (long) dimension);
        }
        if (product != values) {
            throw new IllegalArgumentException(
                    "a shape of " + Arrays.toString(shape) + " needs " + product + " values, got " + values);
        }
    }
}
