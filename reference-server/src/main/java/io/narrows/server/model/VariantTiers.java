package io.narrows.server.model;

import io.narrows.golden.GoldenTolerance.Tier;
import io.narrows.server.model.variants.Variant;
import java.util.Optional;

/** How far answers may lie from those of the golden set, told from the numbers that a model computes with. Stateless. */
public final class VariantTiers {
    private VariantTiers() {}

    /**
     * The tier of a precision.
     *
     * @param precision as a model's properties have it, for example {@code fp32}, {@code bf16} or {@code int8}
     * @return empty for 32-bit floats, of which the set itself says what is allowed
     */
    public static Optional<Tier> ofPrecision(String precision) {
        if (precision.startsWith("bf16") || precision.startsWith("fp16") || precision.startsWith("tf32")) {
            return Optional.of(Tier.MIXED_PRECISION);
        }
        return precision.startsWith("int8") ? Optional.of(Tier.QUANTIZED) : Optional.empty();
    }

    /**
     * The tier of a variant.
     *
     * @param variant its label; one that is none of ours is taken for a precision, as the engine tensorrt names its forms
     */
    static Optional<Tier> ofVariant(String variant) {
        return Variant.labels().contains(variant)
                ? Optional.of(Variant.of(variant).tier()).filter(tier -> tier != Tier.SAME_PRECISION_OTHER_ENGINE)
                : ofPrecision(variant);
    }
}
