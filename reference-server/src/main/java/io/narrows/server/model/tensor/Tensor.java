package io.narrows.server.model.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A named tensor on the heap. Not changed after it is made, so it may be handed between threads.
 *
 * @param name its name
 * @param datatype type of its elements
 * @param shape sizes of its dimensions, none negative; empty for a single value
 * @param values its elements in row-major order, little-endian, one byte for a BOOL; empty for BYTES
 * @param texts its elements where they are BYTES, otherwise empty
 */
public record Tensor(String name, Datatype datatype, List<Long> shape, ByteBuffer values, List<String> texts) {
    /**
     * @throws IllegalArgumentException when there are fewer or more elements than the shape says
     */
    public Tensor {
        shape = List.copyOf(shape);
        texts = List.copyOf(texts);
        values = values.slice().order(ByteOrder.LITTLE_ENDIAN);
        long there = datatype == Datatype.BYTES ? texts.size() : values.remaining() / datatype.bytes();
        if (there != elements(shape) || (datatype != Datatype.BYTES && values.remaining() % datatype.bytes() != 0)) {
            throw new IllegalArgumentException(
                    "tensor " + name + " has " + there + " elements; its shape " + shape + " has " + elements(shape));
        }
    }

    /** A tensor of numbers or truth values. */
    public static Tensor of(String name, Datatype datatype, List<Long> shape, ByteBuffer values) {
        return new Tensor(name, datatype, shape, values, List.of());
    }

    /** A tensor of texts. */
    public static Tensor of(String name, List<Long> shape, List<String> texts) {
        return new Tensor(name, Datatype.BYTES, shape, ByteBuffer.allocate(0), texts);
    }

    /** Its elements, from position 0 on; each call gives a view of its own. */
    @Override
    public ByteBuffer values() {
        return values.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of elements. */
    public int elements() {
        return (int) elements(shape);
    }

    /** Number of elements of a shape. */
    public static long elements(List<Long> shape) {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }
}
