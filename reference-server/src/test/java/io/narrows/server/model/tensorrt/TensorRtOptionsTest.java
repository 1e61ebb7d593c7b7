package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.server.model.ModelException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorRtOptionsTest {

    @Test
    void theDefaultsHold() {
        TensorRtOptions defaults = TensorRtOptions.defaults();
        assertEquals(new TensorRtOptions(Precision.FP32, 32, 8, 32, null), defaults);
    }

    @Test
    void precisionsAreFoundByTheirNames() {
        assertEquals(List.of("fp32", "tf32", "fp16", "bf16", "int8"), Precision.labels());
        for (String label : Precision.labels()) {
            assertEquals(label, Precision.of(label).label());
        }
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Precision.of("FP16"));
        assertEquals("precision \"FP16\" is unknown, must be one of [fp32, tf32, fp16, bf16, int8]", e.getMessage());
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        refused("tensorrt.max-batch is 0, must be 1 to 1024", 0, 1, 1);
        refused("tensorrt.max-batch is 1025, must be 1 to 1024", 1025, 1, 1);
        refused("tensorrt.opt-batch is 0, must be 1 to 1024", 1, 0, 1);
        refused("tensorrt.opt-tokens is -1, must be 1 to 1024", 1, 1, -1);
        refused("tensorrt.opt-batch is 9, must be at most tensorrt.max-batch, which is 8", 8, 9, 1);
    }

    @Test
    void int8NeedsCalibrationTexts() {
        ModelException e =
                assertThrows(ModelException.class, () -> new TensorRtOptions(Precision.INT8, 8, 8, 32, null));
        assertEquals(
                "tensorrt.precision is int8, which needs texts to take its ranges from: tensorrt.calibration must name a"
                        + " file",
                e.getMessage());
        assertEquals(
                Path.of("texts.txt"),
                new TensorRtOptions(Precision.INT8, 8, 8, 32, Path.of("texts.txt")).calibration());
    }

    private static void refused(String message, int maxBatch, int optBatch, int optTokens) {
        ModelException e = assertThrows(
                ModelException.class, () -> new TensorRtOptions(Precision.FP32, maxBatch, optBatch, optTokens, null));
        assertEquals(message, e.getMessage());
    }
}
