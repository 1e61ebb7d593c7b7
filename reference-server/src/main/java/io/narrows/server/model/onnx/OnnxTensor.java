package io.narrows.server.model.onnx;

import java.util.List;

/**
 * A tensor that lies in an ONNX file: little-endian values without gaps, last dimension fastest.
 *
 * @param name name of the initializer
 * @param shape sizes of its dimensions
 * @param type ONNX data type, {@link #FLOAT} for 32-bit floats
 * @param offset where its values start, in bytes from the start of the file
 * @param length how many bytes its values take
 */
public record OnnxTensor(String name, List<Long> shape, int type, long offset, long length) {
    /** Data type of 32-bit floats. */
    public static final int FLOAT = 1;

    public OnnxTensor {
        shape = List.copyOf(shape);
    }

    /** Number of values. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
