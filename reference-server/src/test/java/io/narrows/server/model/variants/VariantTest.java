package io.narrows.server.model.variants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.golden.GoldenTolerance.Tier;
import io.narrows.server.config.Keys;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.VariantTiers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VariantTest {

    @Test
    void everyLabelIsTheKeyOfOneVariantAndAValueOfTheConfiguration() {
        for (String label : Variant.labels()) {
            assertEquals(label, Variant.of(label).label());
            assertEquals(label, Keys.MODEL_VARIANT.type().read("model.variant", label));
        }
        assertSame(Variant.FP32, Variant.of(Keys.MODEL_VARIANT.defaultValue()));
    }

    @Test
    void anUnknownOneIsRefusedWithThoseThereAre() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Variant.of("fp8"));
        assertEquals(
                "variant \"fp8\" is unknown, must be one of "
                        + "[fp32, fp32-sdpa, bf16, fp16, int8-dynamic, int8-rows, mixed]",
                e.getMessage());
    }

    @Test
    void fewerBitsHaveATierOfTheirOwnAnd32BitFloatsTheOneOfTheSet() {
        assertEquals(Tier.SAME_PRECISION_OTHER_ENGINE, Variant.FP32_SDPA.tier());
        assertEquals(Optional.of(Tier.MIXED_PRECISION), VariantTiers.ofPrecision(Variant.BF16.precision()));
        for (Variant variant : List.of(Variant.INT8_DYNAMIC, Variant.INT8_ROWS, Variant.MIXED)) {
            assertEquals(Tier.QUANTIZED, variant.tier());
            assertEquals(Optional.of(Tier.QUANTIZED), VariantTiers.ofPrecision(variant.precision()));
        }
    }

    @Test
    void aDeviceOfTheWrongKindIsRefusedWithWhatToUse() {
        Variant.FP16.requireDevice(true);
        Variant.INT8_ROWS.requireDevice(false);
        Variant.BF16.requireDevice(true);
        Variant.BF16.requireDevice(false);
        ModelException cpu = assertThrows(ModelException.class, () -> Variant.FP16.requireDevice(false));
        assertEquals("variant \"fp16\" needs a GPU; on a CPU use \"bf16\" or \"int8-rows\"", cpu.getMessage());
        ModelException gpu = assertThrows(ModelException.class, () -> Variant.MIXED.requireDevice(true));
        assertEquals(
                "variant \"mixed\" needs a CPU; on a GPU use \"fp16\" or \"bf16\", or set model.device to cpu",
                gpu.getMessage());
    }
}
