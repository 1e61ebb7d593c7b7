package io.narrows.data.shard.mds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What an encoding of kind {@code ndarray} fixes: nothing, the type, or type and shape; the rest stands in each value. */
final class MdsArrayType {
    /*
     *   [type: u8]                                        unless the encoding names it
     *   [dimensions << 2 | log2 of the bytes of each: u8]  unless the encoding names the shape
     *   [dimensions, little-endian]                       likewise
     *   values, little-endian
     */
    private final @Nullable String dtype;
    private final int @Nullable [] shape;

    private MdsArrayType(@Nullable String dtype, int @Nullable [] shape) {
        this.dtype = dtype;
        this.shape = shape;
    }

    static MdsArrayType parse(String encoding) {
        String[] parts = encoding.split(":", -1);
        if (parts.length > 3 || !parts[0].equals("ndarray")) {
            throw new IllegalArgumentException(
                    "encoding \"" + encoding + "\": must be ndarray, ndarray:TYPE or ndarray:TYPE:N,N,...");
        }
        String dtype = parts.length > 1 ? parts[1] : null;
        int[] shape = null;
        if (dtype != null) {
            MdsArray.width(dtype);
        }
        if (parts.length > 2 && dtype != null) {
            try {
                shape = Arrays.stream(parts[2].split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("encoding \"" + encoding + "\": its shape must be numbers", e);
            }
            MdsArray.bytes(dtype, shape);
        }
        return new MdsArrayType(dtype, shape);
    }

    /** Bytes of each value, or {@link MdsColumn#VARIABLE}. */
    int bytes() {
        return dtype == null || shape == null ? MdsColumn.VARIABLE : MdsArray.bytes(dtype, shape);
    }

    MdsArray read(ByteBuffer from) {
        from.order(ByteOrder.LITTLE_ENDIAN);
        String type = dtype == null ? MdsArray.name(unsigned(from)) : dtype;
        return new MdsArray(type, shape == null ? readShape(from) : shape, from);
    }

    /** The bytes of an array. */
    byte[] write(MdsArray array) {
        int[] given = array.shape();
        if ((dtype != null && !dtype.equals(array.dtype())) || (shape != null && !Arrays.equals(shape, given))) {
            throw new IllegalArgumentException(
                    "array of " + array + ": must be of " + dtype + (shape == null ? "" : Arrays.toString(shape)));
        }
        int most = Arrays.stream(given).max().orElse(0);
        int log = most < 1 << 8 ? 0 : most < 1 << 16 ? 1 : 2;
        int head = (dtype == null ? 1 : 0) + (shape == null ? 1 + (given.length << log) : 0);
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.addExact(head, array.values().remaining()))
                .order(ByteOrder.LITTLE_ENDIAN);
        if (dtype == null) {
            bytes.put((byte) MdsArray.code(array.dtype()));
        }
        if (shape == null) {
            bytes.put((byte) ((given.length << 2) | log));
            for (int dimension : given) {
                switch (log) {
                    case 0 -> bytes.put((byte) dimension);
                    case 1 -> bytes.putShort((short) dimension);
                    default -> bytes.putInt(dimension);
                }
            }
        }
        return bytes.put(array.values()).array();
    }

    private static int[] readShape(ByteBuffer from) {
        int head = unsigned(from);
        int width = 1 << (head & 3);
        int[] shape = new int[head >> 2];
        if (from.remaining() < shape.length * width) {
            throw new IllegalArgumentException("array of " + shape.length + " dimensions in " + from.remaining()
                    + " bytes: too short for its shape");
        }
        for (int i = 0; i < shape.length; i++) {
            long dimension =
                    switch (width) {
                        case 1 -> from.get() & 0xff;
                        case 2 -> from.getShort() & 0xffff;
                        case 4 -> from.getInt() & 0xffffffffL;
                        default -> from.getLong();
                    };
            if (dimension < 1 || dimension > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "array with a dimension of " + dimension + ": 1 to " + Integer.MAX_VALUE);
            }
            shape[i] = (int) dimension;
        }
        return shape;
    }

    private static int unsigned(ByteBuffer from) {
        if (!from.hasRemaining()) {
            throw new IllegalArgumentException("array whose bytes end within its head");
        }
        return from.get() & 0xff;
    }
}
