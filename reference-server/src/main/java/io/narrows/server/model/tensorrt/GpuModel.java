package io.narrows.server.model.tensorrt;

import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.FailureReason;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.cache.PreparedFolder;
import io.narrows.server.model.djl.TextTokenizer;
import io.narrows.server.model.minilm.MiniLm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens a model on a GPU: its facts, the plan for it from the cache or compiled, and the model on the plan. */
final class GpuModel {
    private final String name;
    private final PreparedModel files;
    private final TensorRtOptions options;
    private final int device;
    private final ModelCache cache;
    private final PrepareListener listener;
    private final List<ShapeProfile> profiles;

    private GpuModel(
            String name,
            PreparedModel files,
            TensorRtOptions options,
            int device,
            ModelCache cache,
            PrepareListener listener) {
        this.name = name;
        this.files = files;
        this.options = options;
        this.device = device;
        this.cache = cache;
        this.listener = listener;
        this.profiles = ShapeProfile.of(options, MiniLm.MAX_TOKENS);
    }

    /**
     * There is a GPU.
     *
     * @throws ModelException when the network cannot be compiled or loaded
     * @throws LinkageError when a native library cannot be loaded
     */
    static TextModel open(
            String name, PreparedModel files, EngineOptions options, ModelCache cache, PrepareListener listener) {
        // The processor has been refused before, so every choice but a GPU by its number means the first one.
        int device = Math.max(0, options.device().gpu());
        Cuda.use(device);
        TextTokenizer tokenizer =
                TextTokenizer.withoutEngine(files.tokenizer(), MiniLm.MAX_TOKENS, options, cache, listener);
        try {
            return new GpuModel(name, files, options.tensorRt(), device, cache, listener).open(tokenizer);
        } catch (RuntimeException | LinkageError e) {
            tokenizer.close();
            throw e;
        }
    }

    private TextModel open(TextTokenizer tokenizer) {
        GpuFacts gpu = Cuda.facts(device);
        @Nullable CalibrationBatches calibration = calibration(tokenizer);
        PlanKey key = new PlanKey(
                files.modelHash(), gpu, options.precision(), profiles, calibration == null ? "" : calibration.hash());
        GpuPlan plan = plan(key, calibration);
        ModelInfo info = info(name, files.modelHash(), options.precision(), gpu);
        return new TensorRtModel(info, tokenizer, plan, options.maxBatch(), MiniLm.MAX_TOKENS);
    }

    private @Nullable CalibrationBatches calibration(TextTokenizer tokenizer) {
        Path texts = options.calibration();
        if (options.precision() != Precision.INT8 || texts == null) {
            return null;
        }
        return CalibrationBatches.read(texts, profiles.get(profiles.size() - 1).opt(), tokenizer::encode);
    }

    /** From the cache; one that is undamaged and yet refused is compiled again, once. */
    private GpuPlan plan(PlanKey key, @Nullable CalibrationBatches calibration) {
        PlanRecipe recipe = new PlanRecipe(
                name,
                key,
                file -> PlanBuilder.compile(files.network(), options.precision(), profiles, calibration, file));
        Path folder = PreparedFolder.open(cache.models(), recipe, listener);
        try {
            return load(folder);
        } catch (ModelException refused) {
            return load(PreparedFolder.remake(cache.models(), recipe, refused.getMessage(), listener));
        }
    }

    private GpuPlan load(Path folder) {
        Path file = folder.resolve(PlanRecipe.PLAN_FILE);
        try {
            return GpuPlan.load(file, device, profiles);
        } catch (IOException e) {
            throw new ModelException("plan " + file + " cannot be read: " + FailureReason.of(e), e);
        }
    }

    /** Each precision is a form of its own: in metrics, in the cache, and in what a golden check allows. */
    static ModelInfo info(String name, String modelHash, Precision precision, GpuFacts gpu) {
        return new ModelInfo(
                name,
                "1",
                "tensorrt_plan",
                List.of(new ModelInfo.TensorInfo("text", "BYTES", List.of(-1L))),
                List.of(new ModelInfo.TensorInfo("embedding", "FP32", List.of(-1L, (long) MiniLm.HIDDEN))),
                Map.of(
                        "engine", "TensorRT",
                        "engineVersion", gpu.tensorRtVersion(),
                        "modelHash", modelHash,
                        "variant", precision.label(),
                        "precision", precision.label(),
                        "gpu", gpu.name(),
                        "maxTokens", Integer.toString(MiniLm.MAX_TOKENS)));
    }
}
