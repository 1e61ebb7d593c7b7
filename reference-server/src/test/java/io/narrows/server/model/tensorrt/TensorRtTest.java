package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.golden.GoldenTolerance.Tier;
import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModelGoldenProvider;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.variants.Variant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine on a host that lacks what it needs, which most hosts do. */
class TensorRtTest {
    private static final ModelCache CACHE = ModelCache.at(Path.of("target", "narrows-home"));

    @TempDir
    private Path folder;

    @Test
    void whatIsMissingIsOneLineThatNamesTheOtherEngineAndNothingIsPrepared() {
        String missing = TensorRt.missing(CACHE);
        assumeTrue(missing != null, "skipped: this host has TensorRT");
        ModelCache untouched = ModelCache.at(folder.resolve("cache"));
        ModelException e = assertThrows(
                ModelException.class,
                () -> TextModels.open(
                        TextModels.MINILM,
                        new EngineOptions(EngineOptions.TENSORRT, 1),
                        untouched,
                        PrepareListener.SILENT));
        assertEquals("engine \"tensorrt\" is not available: " + missing + "; use engine \"pytorch\"", e.getMessage());
        assertTrue(Files.notExists(untouched.models()));
    }

    @Test
    void otherEnginesServeAfterwards() {
        assumeTrue(TensorRt.missing(CACHE) != null, "skipped: this host has TensorRT");
        try (TextModel model = TextModels.open(
                TextModels.MINILM, new EngineOptions(EngineOptions.PYTORCH, 1), CACHE, PrepareListener.SILENT)) {
            assertEquals("PyTorch", model.info().properties().get("engine"));
        }
    }

    @Test
    void theProcessorIsRefusedOnEveryHost() {
        ModelCache untouched = ModelCache.at(folder.resolve("cache"));
        EngineOptions onProcessor = new EngineOptions(
                EngineOptions.TENSORRT, Variant.FP32, 1, DeviceChoice.CPU, TensorRtOptions.defaults());
        ModelException e = assertThrows(
                ModelException.class,
                () -> TextModels.open(TextModels.MINILM, onProcessor, untouched, PrepareListener.SILENT));
        assertEquals(
                "device \"cpu\" does not go with engine \"tensorrt\", which runs on GPUs only; it must be auto or gpu:N,"
                        + " or the engine \"pytorch\"",
                e.getMessage());
        assertTrue(Files.notExists(untouched.models()));
    }

    @Test
    void itRunsTheOnnxFileAsItIs() {
        ModelException e = assertThrows(
                ModelException.class,
                () -> TextModels.open(
                        TextModels.MINILM,
                        new EngineOptions(EngineOptions.TENSORRT, Variant.FP32_SDPA, 1),
                        CACHE,
                        PrepareListener.SILENT));
        assertEquals(
                "variant \"fp32-sdpa\" needs engine \"pytorch\": engine \"tensorrt\" runs the ONNX file as it is",
                e.getMessage());
    }

    /** A form that calls itself fp32 would be held to what 32-bit floats must keep. */
    @Test
    void eachPrecisionIsAFormOfItsOwn() {
        GpuFacts gpu = new GpuFacts("NVIDIA H100", "9.0", 132, "10.15.1", "13.1", "13.1");
        TextModelGoldenProvider provider = new TextModelGoldenProvider();
        for (Precision precision : Precision.values()) {
            ModelInfo info = GpuModel.info("minilm", "aa", precision, gpu);
            assertEquals(precision.label(), info.variant());
            Optional<Tier> tier =
                    switch (precision) {
                        case FP32 -> Optional.empty();
                        case TF32, FP16, BF16 -> Optional.of(Tier.MIXED_PRECISION);
                        case INT8 -> Optional.of(Tier.QUANTIZED);
                    };
            assertEquals(tier, provider.tier(info.variant()), precision.label());
        }
    }
}
