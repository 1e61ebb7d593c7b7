package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.ProfiledForward;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.TextModelGoldenProvider;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.variants.Variant;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.SizeTPointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on a GPU: compile, find the plan again, run, check the answers, tell the layers, release. */
@Tag("gpu")
class TensorRtGpuIT {
    /** Largest difference from the reference that 16-bit kernels may make to an element of a vector of length 1. */
    private static final float HALF_MAX_ABS = 5e-3f;

    private static final List<String> TEXTS = List.of(
            "The quick brown fox jumps over the lazy dog.",
            "",
            "word ".repeat(300),
            "one",
            "two words",
            "three of them");

    @TempDir
    private Path home;

    private final List<String> steps = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void requireGpu() {
        String missing = TensorRt.missing(ModelCache.standard());
        assumeTrue(missing == null || !missing.contains("libcuda.so.1"), "skipped: no NVIDIA GPU");
        assumeTrue(missing == null, "skipped: " + missing);
        String noGpu = Cuda.noGpu();
        assumeTrue(noGpu == null, "skipped: " + noGpu);
    }

    @Test
    void theGoldenSetHoldsWith32BitFloats() throws Exception {
        TextModelGoldenProvider provider = new TextModelGoldenProvider();
        try (InputStream in =
                        provider.goldenSet(TextModels.MINILM).orElseThrow().openStream();
                GoldenModel model = provider.open(TextModels.MINILM, EngineOptions.TENSORRT)) {
            GoldenResult result = GoldenCheck.run(GoldenSet.read(in), model, GoldenListener.NONE);
            assertTrue(result.passed(), result.toJson());
        }
    }

    @Test
    void aPlanIsCompiledOnceAndADamagedOneAgain() throws Exception {
        open(new TensorRtOptions(Precision.FP16, 4, 2, 16, null)).close();
        assertTrue(compiled());
        steps.clear();
        open(new TensorRtOptions(Precision.FP16, 4, 2, 16, null)).close();
        assertFalse(compiled(), steps.toString());
        Path plan = plan();
        byte[] bytes = Files.readAllBytes(plan);
        bytes[bytes.length / 2] ^= 1;
        Files.write(plan, bytes);
        open(new TensorRtOptions(Precision.FP16, 4, 2, 16, null)).close();
        assertTrue(compiled());
        assertTrue(notices.get(0).contains("is damaged"), notices.toString());
    }

    @Test
    void everyPrecisionAnswersAloneInBatchesAndInParts() throws Exception {
        Path texts = Files.write(home.resolve("texts.txt"), List.of("one text", "another text", "a third", "the last"));
        try (TextModel reference = open(new EngineOptions(EngineOptions.ONNXRUNTIME, 1))) {
            List<Tokens> tokens = TEXTS.stream().map(reference::encode).toList();
            float[][] expected = run(reference, tokens);
            for (Precision precision : Precision.values()) {
                TensorRtOptions options =
                        new TensorRtOptions(precision, 4, 2, 16, precision == Precision.INT8 ? texts : null);
                // Integers are only to run; whether they are good enough is for a golden check to say.
                float maxAbs = precision == Precision.FP32 ? 1e-5f : precision == Precision.INT8 ? 2 : HALF_MAX_ABS;
                try (TextModel model = open(options)) {
                    float[][] together = run(model, tokens);
                    for (int i = 0; i < tokens.size(); i++) {
                        assertArrayEquals(expected[i], together[i], maxAbs, precision + ", text " + i);
                        assertArrayEquals(
                                expected[i], run(model, List.of(tokens.get(i)))[0], maxAbs, precision + " alone");
                    }
                }
            }
        }
    }

    @Test
    void layersAreTimedAndTheAnswerIsTheSame() {
        try (TextModel model = open(new TensorRtOptions(Precision.FP32, 4, 2, 16, null));
                TextModel.Runner runner = model.newRunner()) {
            List<Tokens> texts = List.of(model.encode("a text"), model.encode("another text"));
            float[][] plain = run(model, texts);
            for (int i = 0; i < 2; i++) {
                try (TextModel.Batch batch = runner.assemble(texts)) {
                    List<ProfiledForward> told = new ArrayList<>();
                    batch.forwardProfiled().tell(told::add);
                    ProfiledForward inside = told.get(0);
                    assertFalse(inside.times().isEmpty());
                    long sumNs = inside.times().stream()
                            .mapToLong(OperatorTime::deviceNs)
                            .sum();
                    assertTrue(sumNs > 0 && sumNs <= inside.forwardNs(), sumNs + " of " + inside.forwardNs() + " ns");
                    assertArrayEquals(plain[1], batch.read()[1], 1e-5f);
                }
            }
        }
    }

    @Test
    void openingAndClosingGivesTheGpusMemoryBack() {
        long[] freeBytes = new long[4];
        for (int i = 0; i < freeBytes.length; i++) {
            try (TextModel model = open(new TensorRtOptions(Precision.FP16, 4, 2, 16, null))) {
                run(model, List.of(model.encode("a text")));
            }
            freeBytes[i] = freeBytes();
        }
        assertEquals(freeBytes[1], freeBytes[3], "bytes free after the second and after the fourth time");
    }

    private static long freeBytes() {
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            assertEquals(0, cudart.cudaMemGetInfo(free, total));
            return free.get();
        }
    }

    private TextModel open(TensorRtOptions options) {
        return open(new EngineOptions(EngineOptions.TENSORRT, Variant.FP32, 1, DeviceChoice.AUTO, options));
    }

    private TextModel open(EngineOptions options) {
        return TextModels.open(TextModels.MINILM, options, ModelCache.at(home), new PrepareListener() {
            @Override
            public void progress(String step, long done, long total) {
                steps.add(step);
            }

            @Override
            public void notice(String line) {
                notices.add(line);
            }
        });
    }

    private boolean compiled() {
        return steps.stream().anyMatch(step -> step.startsWith("compiling for "));
    }

    private Path plan() throws Exception {
        try (var folders = Files.list(ModelCache.at(home).models())) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("minilm-tensorrt-fp16-"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow()
                    .resolve(PlanRecipe.PLAN_FILE);
        }
    }

    private static float[][] run(TextModel model, List<Tokens> texts) {
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }
}
