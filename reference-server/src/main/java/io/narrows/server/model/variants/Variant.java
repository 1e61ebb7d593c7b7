package io.narrows.server.model.variants;

import java.util.Arrays;
import java.util.List;

/** A form of a model's network: the same weights, another arithmetic. */
public enum Variant {
    /** 32-bit floats; attention as matrix product, softmax and matrix product. */
    FP32("fp32", "fp32", false),
    /** 32-bit floats; attention as one operator, which need not hold the scores of all pairs of tokens at once. */
    FP32_SDPA("fp32-sdpa", "fp32", true);

    private final String label;
    private final String precision;
    private final boolean fusedAttention;

    Variant(String label, String precision, boolean fusedAttention) {
        this.label = label;
        this.precision = precision;
        this.fusedAttention = fusedAttention;
    }

    /** Its name in the configuration, on the command line and in the metadata. */
    public String label() {
        return label;
    }

    /** The type of its weights and activations. */
    public String precision() {
        return precision;
    }

    /** Whether attention is {@code scaled_dot_product_attention}. */
    public boolean fusedAttention() {
        return fusedAttention;
    }

    /** Names of all variants, the default one first. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Variant::label).toList();
    }

    /**
     * The variant of a name.
     *
     * @throws IllegalArgumentException when there is none; the message says which there are
     */
    public static Variant of(String label) {
        return Arrays.stream(values())
                .filter(variant -> variant.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "variant \"" + label + "\" is unknown, must be one of " + labels()));
    }
}
