package io.narrows.golden;

import java.util.List;

/**
 * A named tensor of a golden sample, row-major. Floats are compared within a tolerance; texts, whole numbers and truth values
 * must be equal.
 */
public sealed interface GoldenTensor {

    /** Name of the input or output. */
    String name();

    /** Sizes of its dimensions. */
    List<Long> shape();

    /** Texts (BYTES), sent as UTF-8. */
    record Texts(String name, List<Long> shape, List<String> values) implements GoldenTensor {
        public Texts {
            shape = List.copyOf(shape);
            values = List.copyOf(values);
        }
    }

    /** 32-bit floats (FP32). The array is not copied and must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // large, read-only, compared element by element
    record Floats(String name, List<Long> shape, float[] values) implements GoldenTensor {
        public Floats {
            shape = List.copyOf(shape);
        }
    }

    /** 64-bit floats (FP64). The array is not copied and must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // large, read-only, compared element by element
    record Doubles(String name, List<Long> shape, double[] values) implements GoldenTensor {
        public Doubles {
            shape = List.copyOf(shape);
        }
    }

    /**
     * Whole numbers, or truth values as 1 and 0. The array is not copied and must not be changed.
     *
     * @param datatype says what the values may be
     */
    @SuppressWarnings("ArrayRecordComponent") // large, read-only, compared element by element
    record Integers(String name, List<Long> shape, IntegerType datatype, long[] values) implements GoldenTensor {
        /** @throws GoldenException when a value is outside the datatype */
        public Integers {
            shape = List.copyOf(shape);
            for (int i = 0; i < values.length; i++) {
                if (values[i] < datatype.least() || values[i] > datatype.most()) {
                    throw new GoldenException("tensor " + GoldenText.quote(name) + " value " + i + " is " + values[i]
                            + "; " + datatype + " holds " + datatype.least() + " to " + datatype.most());
                }
            }
        }
    }

    /** Datatypes of whole numbers and truth values, under their names in the Open Inference Protocol. */
    enum IntegerType {
        BOOL(0, 1),
        UINT8(0, 0xff),
        UINT16(0, 0xffff),
        UINT32(0, 0xffff_ffffL),
        INT8(Byte.MIN_VALUE, Byte.MAX_VALUE),
        INT16(Short.MIN_VALUE, Short.MAX_VALUE),
        INT32(Integer.MIN_VALUE, Integer.MAX_VALUE),
        INT64(Long.MIN_VALUE, Long.MAX_VALUE);

        private final long least;
        private final long most;

        IntegerType(long least, long most) {
            this.least = least;
            this.most = most;
        }

        /** The smallest value that it holds. */
        public long least() {
            return least;
        }

        /** The largest value that it holds. */
        public long most() {
            return most;
        }
    }
}
