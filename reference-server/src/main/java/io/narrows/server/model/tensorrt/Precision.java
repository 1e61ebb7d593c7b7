package io.narrows.server.model.tensorrt;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The numbers that TensorRT may compute with. It takes the fastest kernels among those that are allowed. */
public enum Precision {
    /** 32-bit floats throughout; tensor cores may not round the factors of a product. */
    FP32,
    /** 32-bit floats whose products are taken with 10 bits of fraction, as TensorRT does by default. */
    TF32,
    /** 16-bit floats where they are faster. */
    FP16,
    /** 16-bit floats with 8 bits of exponent where they are faster. */
    BF16,
    /** 8-bit integers where they are faster, with ranges from calibration texts; 16-bit floats elsewhere. */
    INT8;

    /** Its name in the configuration and in the model's metadata. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Names of all, the default one first. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Precision::label).toList();
    }

    /**
     * The precision of a name.
     *
     * @throws IllegalArgumentException when there is none; the message says which there are
     */
    public static Precision of(String label) {
        return Arrays.stream(values())
                .filter(precision -> precision.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "precision \"" + label + "\" is unknown, must be one of " + labels()));
    }
}
