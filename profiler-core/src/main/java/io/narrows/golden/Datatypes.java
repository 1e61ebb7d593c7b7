package io.narrows.golden;

import io.narrows.golden.GoldenTensor.IntegerType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Datatypes of golden tensors, under their names in the Open Inference Protocol. */
final class Datatypes {
    static final String BYTES = "BYTES";
    static final String FP32 = "FP32";
    static final String FP64 = "FP64";

    private Datatypes() {}

    static String of(GoldenTensor tensor) {
        if (tensor instanceof GoldenTensor.Integers integers) {
            return integers.datatype().name();
        }
        if (tensor instanceof GoldenTensor.Doubles) {
            return FP64;
        }
        return tensor instanceof GoldenTensor.Floats ? FP32 : BYTES;
    }

    /** The one of whole numbers or truth values that has a name; empty for any other name. */
    static Optional<IntegerType> integer(String name) {
        return Arrays.stream(IntegerType.values())
                .filter(type -> type.name().equals(name))
                .findFirst();
    }

    /** What is said of a datatype that there is none of here. */
    static GoldenException unknown(String where, String datatype) {
        List<String> known = Stream.concat(
                        Stream.of(BYTES, FP32, FP64),
                        Arrays.stream(IntegerType.values()).map(Enum::name))
                .toList();
        return new GoldenException("field " + where + ".datatype is " + GoldenText.quote(datatype)
                + "; golden tensors are " + String.join(", ", known));
    }
}
