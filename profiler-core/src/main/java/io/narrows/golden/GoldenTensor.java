package io.narrows.golden;

import java.util.List;

/** A named tensor of a golden sample: texts (BYTES) or 32-bit floats (FP32), row-major. */
public sealed interface GoldenTensor {

    /** Name of the input or output. */
    String name();

    /** Sizes of its dimensions. */
    List<Long> shape();

    /** Texts, sent as UTF-8. */
    record Texts(String name, List<Long> shape, List<String> values) implements GoldenTensor {
        public Texts {
            shape = List.copyOf(shape);
            values = List.copyOf(values);
        }
    }

    /** 32-bit floats. The array is not copied and must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // large, read-only, compared element by element
    record Floats(String name, List<Long> shape, float[] values) implements GoldenTensor {
        public Floats {
            shape = List.copyOf(shape);
        }
    }
}
