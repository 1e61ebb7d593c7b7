package io.narrows.data.shard.mds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A value of a column of kind {@code ndarray}: numbers of one type in a shape, row by row.
 *
 * <p>Immutable, as long as nobody writes into the bytes that it was made of.
 */
public final class MdsArray {
    private static final int MOST_DIMENSIONS = 63;

    /** The types, in the order of {@link #CODES}. */
    private static final String[] NAMES = {
        "uint8", "int8", "uint16", "int16", "float16", "uint32", "int32", "float32", "uint64", "int64", "float64"
    };

    private static final int[] CODES = {8, 9, 16, 17, 18, 32, 33, 34, 64, 65, 66};

    private final String dtype;
    private final int[] shape;
    private final ByteBuffer values;

    /**
     * @param dtype the type, by numpy's name
     * @param shape its dimensions, each at least 1
     * @param values the numbers, little-endian
     * @throws IllegalArgumentException when the values are not as many as the shape has, or the type is unknown
     */
    public MdsArray(String dtype, int[] shape, ByteBuffer values) {
        long bytes = bytes(dtype, shape);
        if (bytes != values.remaining()) {
            throw new IllegalArgumentException("array of " + dtype + Arrays.toString(shape) + " in "
                    + values.remaining() + " bytes: must be " + bytes);
        }
        this.dtype = dtype;
        this.shape = shape.clone();
        this.values = values.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The type, by numpy's name. */
    public String dtype() {
        return dtype;
    }

    /** Its dimensions. */
    public int[] shape() {
        return shape.clone();
    }

    /** The numbers, little-endian. */
    public ByteBuffer values() {
        return values.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many numbers there are. */
    public int length() {
        return values.remaining() / width(dtype);
    }

    /** The numbers as floats, rounded where they are of a wider type. */
    public float[] toFloats() {
        float[] floats = new float[length()];
        ByteBuffer from = values();
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) MdsNumbers.floating(dtype, from);
        }
        return floats;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MdsArray array
                && dtype.equals(array.dtype)
                && Arrays.equals(shape, array.shape)
                && values.equals(array.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + values.hashCode();
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }

    /** What stands for a type where the encoding does not name it. */
    static int code(String dtype) {
        return CODES[Arrays.asList(NAMES).indexOf(dtype)];
    }

    /** The type that a code stands for. */
    static String name(int code) {
        int at = Arrays.binarySearch(CODES, code);
        if (at < 0) {
            throw new IllegalArgumentException("array of type " + code + ": must be one of " + Arrays.toString(CODES));
        }
        return NAMES[at];
    }

    static int width(String dtype) {
        int at = Arrays.asList(NAMES).indexOf(dtype);
        if (at < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "array of type \"%s\": must be one of %s", dtype, String.join(", ", NAMES)));
        }
        return CODES[at] / 8;
    }

    /** Bytes of an array of a type and a shape. */
    static int bytes(String dtype, int[] shape) {
        long bytes = width(dtype);
        if (shape.length == 0 || shape.length > MOST_DIMENSIONS) {
            throw new IllegalArgumentException("array of " + shape.length + " dimensions: 1 to " + MOST_DIMENSIONS);
        }
        for (int dimension : shape) {
            if (dimension < 1) {
                throw new IllegalArgumentException("array with a dimension of " + dimension + ": at least 1");
            }
            bytes *= dimension;
            if (bytes > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("array of " + Arrays.toString(shape) + ": more than 2 GiB");
            }
        }
        return (int) bytes;
    }
}
