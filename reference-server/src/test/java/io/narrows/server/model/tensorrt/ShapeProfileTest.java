package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeProfileTest {

    @Test
    void thereIsOneForATextAloneAndOneForBatches() {
        List<ShapeProfile> profiles = ShapeProfile.of(options(32, 8, 48), 256);
        assertEquals("[1x1..1x48..1x256, 1x1..8x48..32x256]", profiles.toString());
    }

    @Test
    void aPlanForSingleTextsHasOne() {
        assertEquals(
                "[1x1..1x48..1x256]", ShapeProfile.of(options(1, 1, 48), 256).toString());
    }

    @Test
    void theBestLengthIsAtMostTheLongest() {
        assertEquals(
                "[1x1..1x256..1x256]", ShapeProfile.of(options(1, 1, 1000), 256).toString());
    }

    @Test
    void everySizeUpToTheLargestHasAProfileThatTakesIt() {
        List<ShapeProfile> profiles = ShapeProfile.of(options(5, 2, 3), 7);
        for (int texts = 1; texts <= 5; texts++) {
            for (int tokens = 1; tokens <= 7; tokens++) {
                Size size = new Size(texts, tokens);
                int index = ShapeProfile.indexFor(profiles, size);
                assertEquals(texts == 1 ? 0 : 1, index);
                assertTrue(size.fitsIn(profiles.get(index).max()));
            }
        }
    }

    @Test
    void aSizeAboveTheLargestIsRefused() {
        List<ShapeProfile> profiles = ShapeProfile.of(options(5, 2, 3), 7);
        for (Size size : List.of(new Size(6, 1), new Size(1, 8))) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> ShapeProfile.indexFor(profiles, size));
            assertEquals("size " + size + " fits none of the plan's profiles, the largest is 5x7", e.getMessage());
        }
    }

    @Test
    void sizesOutOfOrderAreRefused() {
        Size small = new Size(1, 4);
        Size large = new Size(2, 4);
        assertThrows(IllegalArgumentException.class, () -> new ShapeProfile(large, small, large));
        assertThrows(IllegalArgumentException.class, () -> new ShapeProfile(small, large, new Size(3, 3)));
        assertThrows(IllegalArgumentException.class, () -> new Size(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Size(1, 0));
        assertThrows(ArithmeticException.class, () -> new Size(1 << 16, 1 << 16).elements());
    }

    private static TensorRtOptions options(int maxBatch, int optBatch, int optTokens) {
        return new TensorRtOptions(Precision.FP32, maxBatch, optBatch, optTokens, null);
    }
}
