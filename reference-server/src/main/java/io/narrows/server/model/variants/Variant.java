package io.narrows.server.model.variants;

import io.narrows.golden.GoldenTolerance.Tier;
import io.narrows.server.model.ModelException;
import java.util.Arrays;
import java.util.List;

/** A form of a model's network: the same weights, another arithmetic. */
public enum Variant {
    /** 32-bit floats; attention as matrix product, softmax and matrix product. */
    FP32("fp32", "fp32", false, Tier.SAME_PRECISION_OTHER_ENGINE),
    /** 32-bit floats; attention as one operator, which need not hold the scores of all pairs of tokens at once. */
    FP32_SDPA("fp32-sdpa", "fp32", true, Tier.SAME_PRECISION_OTHER_ENGINE),
    /** 16-bit floats with the range of 32-bit ones; pooling in 32 bits. */
    BF16("bf16", "bf16", true, Tier.MIXED_PRECISION),
    /** 16-bit floats with more digits and less range; on a GPU only. */
    FP16("fp16", "fp16", true, Tier.MIXED_PRECISION),
    /** Linear layers in bytes; all values of a batch share one scale, so batch-mates change the answer. */
    INT8_DYNAMIC("int8-dynamic", "int8", true, Tier.QUANTIZED),
    /** Linear layers in bytes; each token has its own scale, so batch-mates do not change the answer. */
    INT8_ROWS("int8-rows", "int8", true, Tier.QUANTIZED),
    /** Some linear layers as in {@link #INT8_ROWS}, the others in 32-bit floats: those that a search has found. */
    MIXED("mixed", "int8 and fp32", true, Tier.QUANTIZED);

    private final String label;
    private final String precision;
    private final boolean fusedAttention;
    private final Tier tier;

    Variant(String label, String precision, boolean fusedAttention, Tier tier) {
        this.label = label;
        this.precision = precision;
        this.fusedAttention = fusedAttention;
        this.tier = tier;
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

    /** Whether padding is taken out of a batch before the first layer, and each text attends to itself alone. */
    public boolean unpadded() {
        return this == INT8_ROWS || this == MIXED;
    }

    /** How far its answers may be from those that another engine gives in 32-bit floats. */
    public Tier tier() {
        return tier;
    }

    /** Whether it runs on a GPU only. */
    public boolean needsGpu() {
        return this == FP16;
    }

    /** Whether it runs on a CPU only: the products in bytes are of a library for CPUs. */
    public boolean needsCpu() {
        return tier == Tier.QUANTIZED;
    }

    /**
     * Refuses a device that cannot run it.
     *
     * @param gpu whether the device is a GPU
     * @throws ModelException when it is of the wrong kind; the message says what to use instead
     */
    public void requireDevice(boolean gpu) {
        if (needsGpu() && !gpu) {
            throw new ModelException("variant \"" + label + "\" needs a GPU; on a CPU use \"" + BF16.label + "\" or \""
                    + INT8_ROWS.label + "\"");
        }
        if (needsCpu() && gpu) {
            throw new ModelException("variant \"" + label + "\" needs a CPU; on a GPU use \"" + FP16.label + "\" or \""
                    + BF16.label + "\", or set model.device to cpu");
        }
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
