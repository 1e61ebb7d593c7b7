package io.narrows.server.model.variants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.server.config.Keys;
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
        assertEquals("variant \"fp8\" is unknown, must be one of [fp32, fp32-sdpa]", e.getMessage());
    }
}
