package io.narrows.server.model;

import io.narrows.server.model.djl.DjlTensorModel;
import io.narrows.server.model.djl.DjlTextModel;
import io.narrows.server.model.tensor.TensorDeclaration;
import io.narrows.server.model.tensor.TensorModel;
import io.narrows.server.model.tensorrt.TensorRt;
import io.narrows.server.model.variants.Variant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens the models that this server knows. */
public final class TextModels {
    /** The default model: all-MiniLM-L6-v2, sentences to 384 floats. */
    public static final String MINILM = "minilm";

    private static final Set<String> ENGINES = Collections.unmodifiableSet(
            new LinkedHashSet<>(List.of(EngineOptions.PYTORCH, EngineOptions.ONNXRUNTIME, EngineOptions.TENSORRT)));

    private TextModels() {}

    /** Names of the known models. */
    public static Set<String> names() {
        return Set.of(MINILM);
    }

    /** Names of the known engines, the default one first. */
    public static Set<String> engines() {
        return ENGINES;
    }

    /** The forms of a network that an engine can run, the default one first. */
    public static List<Variant> variants(String engine) {
        return engine.equals(EngineOptions.PYTORCH) ? List.of(Variant.values()) : List.of(Variant.FP32);
    }

    /**
     * Why an engine cannot run here, in words that follow "not available: "; null where nothing is known to be missing.
     *
     * @param cache where engines unpack their native libraries
     */
    public static @Nullable String missing(String engine, ModelCache cache) {
        if (engine.equals(EngineOptions.TENSORRT)) {
            return TensorRt.missing(cache);
        }
        return DjlTextModel.onClassPath(engine) ? null : "this build leaves it out (-Dslim)";
    }

    /**
     * Opens a model from the user's cache, preparing it first where it is not there.
     *
     * @throws ModelException when the model or the engine is unknown or cannot be used here, or the engine has
     *     no such variant
     */
    public static TextModel open(String model, EngineOptions options) {
        return open(model, options, ModelCache.standard(), PrepareListener.SILENT);
    }

    /**
     * Opens a model from a cache, preparing it first where it is not there.
     *
     * @param listener hears of preparing, checking and warming up
     * @throws ModelException when the model or the engine is unknown or cannot be used here, or the engine has
     *     no such variant
     */
    public static TextModel open(String model, EngineOptions options, ModelCache cache, PrepareListener listener) {
        check(model, options.engine(), options.variant());
        requireDevice(options.engine(), options.device());
        requireAvailable(options.engine(), cache);
        if (options.device().equals(DeviceChoice.CPU)) {
            options.variant().requireDevice(false);
        }
        PreparedModel files = cache.prepare(model, options.engine(), options.variant(), listener);
        return switch (options.engine()) {
            case EngineOptions.PYTORCH -> DjlTextModel.pyTorch(model, files, options, cache, listener);
            case EngineOptions.TENSORRT -> TensorRt.open(model, files, options, cache, listener);
            default -> DjlTextModel.onnxRuntime(model, files, options, cache, listener);
        };
    }

    /**
     * Opens a model of any tensors.
     *
     * @param options threads of the engine; the engine is that of the declaration
     * @param listener hears of unpacking
     * @throws ModelException when the engine or the file cannot be used here, or the network is not what is declared
     */
    public static TensorModel openTensors(
            TensorDeclaration declaration, EngineOptions options, ModelCache cache, PrepareListener listener) {
        requireAvailable(declaration.engine(), cache);
        return DjlTensorModel.open(declaration, options, cache, listener);
    }

    private static void requireDevice(String engine, DeviceChoice device) {
        if (engine.equals(EngineOptions.TENSORRT) && device.equals(DeviceChoice.CPU)) {
            throw new ModelException("device \"cpu\" does not go with engine \"" + engine
                    + "\", which runs on GPUs only; it must be auto or gpu:N, or the engine \"" + EngineOptions.PYTORCH
                    + "\"");
        }
    }

    private static void requireAvailable(String engine, ModelCache cache) {
        String missing = missing(engine, cache);
        if (missing != null) {
            throw new ModelException("engine \"" + engine + "\" is not available: " + missing + "; use engine \""
                    + EngineOptions.PYTORCH + "\"");
        }
    }

    /**
     * Checks a choice, before anything is prepared for it.
     *
     * @throws ModelException when the model or the engine is unknown, or the engine has no such variant
     */
    public static void check(String model, String engine, Variant variant) {
        if (!names().contains(model)) {
            throw new ModelException("model \"" + model + "\" is unknown, must be one of " + names());
        }
        if (!engines().contains(engine)) {
            throw new ModelException("engine \"" + engine + "\" is unknown, must be one of " + engines());
        }
        if (!variants(engine).contains(variant)) {
            throw new ModelException("variant \"" + variant.label() + "\" needs engine \"" + EngineOptions.PYTORCH
                    + "\": engine \"" + engine + "\" runs the ONNX file as it is");
        }
    }
}
