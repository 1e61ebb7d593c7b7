package io.narrows.data.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A numpy array: type, shape and elements in the order in which they are stored. Owns its bytes; immutable, thread-safe.
 *
 * <p>Elements are asked for by their number in storage. In C order that is row by row, in Fortran order
 * ({@link #fortranOrder}) column by column: the first index runs fastest.
 */
public final class NpyArray {
    private final NpyType type;
    private final boolean fortranOrder;
    private final int[] shape;
    private final int elements;
    private final ByteBuffer data;

    /** @param data the elements' bytes from 0 on, in its byte order; not to be changed afterwards */
    NpyArray(NpyType type, boolean fortranOrder, int[] shape, int elements, ByteBuffer data) {
        this.type = type;
        this.fortranOrder = fortranOrder;
        this.shape = shape;
        this.elements = elements;
        this.data = data;
    }

    public NpyType type() {
        return type;
    }

    /** Whether the first index runs fastest in storage. */
    public boolean fortranOrder() {
        return fortranOrder;
    }

    /** Its dimensions, a copy; none for a single value. */
    public int[] shape() {
        return shape.clone();
    }

    /** How many elements it has. */
    public int size() {
        return elements;
    }

    /** An element as a floating-point number: nearest to it where the type has more digits than 53 bits. */
    public double doubleAt(int index) {
        return switch (type) {
            case FLOAT64 -> data.getDouble(index * 8);
            case FLOAT32 -> data.getFloat(index * 4);
            case FLOAT16 -> half(data.getShort(index * 2));
            case UINT64 -> unsigned(data.getLong(index * 8));
            default -> (double) longAt(index);
        };
    }

    /**
     * An element as a whole number; of {@link NpyType#UINT64} the same 64 bits, of {@link NpyType#BOOL} 0 or 1.
     *
     * @throws IllegalStateException when the type is one of floating-point numbers
     */
    public long longAt(int index) {
        return switch (type) {
            case BOOL -> data.get(index) == 0 ? 0 : 1;
            case INT8 -> data.get(index);
            case UINT8 -> data.get(index) & 0xFF;
            case INT16 -> data.getShort(index * 2);
            case UINT16 -> data.getShort(index * 2) & 0xFFFF;
            case INT32 -> data.getInt(index * 4);
            case UINT32 -> data.getInt(index * 4) & 0xFFFF_FFFFL;
            case INT64, UINT64 -> data.getLong(index * 8);
            case FLOAT16, FLOAT32, FLOAT64 ->
                throw new IllegalStateException("elements are " + type.code() + ", no whole numbers");
        };
    }

    /** All elements, each rounded to the nearest float. */
    public float[] floats() {
        float[] values = new float[elements];
        if (type == NpyType.FLOAT32) {
            data.duplicate().order(data.order()).asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < elements; i++) {
            values[i] = (float) doubleAt(i);
        }
        return values;
    }

    /** All elements as {@link #doubleAt} gives them. */
    public double[] doubles() {
        double[] values = new double[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = doubleAt(i);
        }
        return values;
    }

    /**
     * All elements as {@link #longAt} gives them.
     *
     * @throws IllegalStateException when the type is one of floating-point numbers
     */
    public long[] longs() {
        long[] values = new long[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = longAt(i);
        }
        return values;
    }

    /** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
    private static double half(short bits) {
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude =
                switch (exponent) {
                    case 0 -> Math.scalb((double) fraction, -24);
                    case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> Math.scalb(1024.0 + fraction, exponent - 25);
                };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** Halves it, keeping the bit that decides the rounding, so that it fits a signed long. */
    private static double unsigned(long bits) {
        return bits >= 0 ? (double) bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
    }

    @Override
    public String toString() {
        return type.code() + Arrays.toString(shape) + (fortranOrder ? " in Fortran order" : "");
    }
}
