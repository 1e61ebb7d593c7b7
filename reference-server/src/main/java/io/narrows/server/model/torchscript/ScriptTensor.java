package io.narrows.server.model.torchscript;

import java.util.List;

/**
 * A tensor to be written.
 *
 * @param type what its values are
 * @param shape sizes of its dimensions
 * @param strides distance of neighbours in each dimension, in values
 * @param values its values: little-endian, as many as the product of {@code shape}
 */
public record ScriptTensor(ScalarType type, List<Long> shape, List<Long> strides, Content values) {
    public ScriptTensor {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        if (shape.size() != strides.size()) {
            throw new IllegalArgumentException("shape " + shape + " and strides " + strides + " differ in length");
        }
    }

    /** A tensor of 32-bit floats whose last dimension is the fastest in {@code values}. */
    public static ScriptTensor of(List<Long> shape, Content values) {
        return of(ScalarType.FLOAT32, shape, values);
    }

    /** A tensor whose last dimension is the fastest in {@code values}. */
    public static ScriptTensor of(ScalarType type, List<Long> shape, Content values) {
        Long[] strides = new Long[shape.size()];
        long stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape.get(i);
        }
        return new ScriptTensor(type, shape, List.of(strides), values);
    }

    /** A matrix of {@code rows} by {@code columns} whose values lie column by column: no value moves. */
    public static ScriptTensor columnMajor(ScalarType type, long rows, long columns, Content values) {
        return new ScriptTensor(type, List.of(rows, columns), List.of(1L, rows), values);
    }

    /** Number of values. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Size of its values in bytes. */
    public long bytes() {
        return Math.multiplyExact(elements(), (long) type.valueBytes());
    }
}
