package io.narrows.server.model;

import io.narrows.golden.GoldenTolerance.Tier;
import java.util.Optional;

/** How far the answers of a variant may lie from those of the golden set, told from its name. Stateless. */
public final class VariantTiers {
    private VariantTiers() {}

    /**
     * The tier of a variant.
     *
     * @param variant its label
     * @return empty for 32-bit floats, of which the set itself says what is allowed
     */
    public static Optional<Tier> of(String variant) {
        if (variant.startsWith("bf16") || variant.startsWith("fp16")) {
            return Optional.of(Tier.MIXED_PRECISION);
        }
        return variant.startsWith("int8") || variant.startsWith("mixed")
                ? Optional.of(Tier.QUANTIZED)
                : Optional.empty();
    }
}
