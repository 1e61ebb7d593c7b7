package io.narrows.server.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.nn.Block;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.minilm.MiniLmLayers;
import io.narrows.server.model.variants.Variant;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A model on a DJL engine. {@link #close} waits for calls that are running; later ones are refused with a
 * {@link ModelException}.
 */
public final class DjlTextModel implements TextModel {
    private final ModelInfo info;
    private final Model model;
    private final TextTokenizer tokenizer;
    private final Supplier<BatchFormat> formats;
    private final ForwardProfiler profiler;
    private final NativeGate gate;
    private final boolean rehearses;
    private boolean closed;

    private DjlTextModel(
            ModelInfo info,
            Model model,
            TextTokenizer tokenizer,
            Supplier<BatchFormat> formats,
            ForwardProfiler profiler) {
        this.info = info;
        this.model = model;
        this.tokenizer = tokenizer;
        this.formats = formats;
        this.profiler = profiler;
        this.gate = new NativeGate(info.name());
        rehearses = false;
    }

    /** A rehearsal of another. */
    private DjlTextModel(DjlTextModel of) {
        info = of.info;
        model = of.model;
        tokenizer = of.tokenizer;
        formats = of.formats;
        profiler = ForwardProfiler.NONE;
        gate = of.gate;
        rehearses = true;
    }

    /** Whether an engine's classes are there; loads none of them. */
    public static boolean onClassPath(String engine) {
        String provider = engine.equals(EngineOptions.ONNXRUNTIME)
                ? "ai/djl/onnxruntime/engine/OrtEngineProvider.class"
                : "ai/djl/pytorch/engine/PtEngineProvider.class";
        return DjlTextModel.class.getClassLoader().getResource(provider) != null;
    }

    /**
     * Opens a TorchScript archive with the PyTorch engine and warms it up.
     *
     * @param name what to call the model
     * @param files its files
     * @param cache where the engine unpacks its native libraries
     * @throws ModelException when the engine or the archive cannot be loaded
     */
    public static TextModel pyTorch(
            String name, PreparedModel files, EngineOptions options, ModelCache cache, PrepareListener listener) {
        return pyTorch(name, files, options, cache, listener, PyTorchFormat::new);
    }

    /**
     * Opens a TorchScript archive in which each forward says which units are int8, and warms it up.
     *
     * @param int8 is asked when a batch is assembled; bit i is set where unit i is int8
     * @throws ModelException when the engine or the archive cannot be loaded
     */
    public static TextModel switched(
            String name,
            PreparedModel files,
            EngineOptions options,
            ModelCache cache,
            PrepareListener listener,
            IntSupplier int8) {
        return pyTorch(name, files, options, cache, listener, () -> new SwitchedFormat(int8));
    }

    private static TextModel pyTorch(
            String name,
            PreparedModel files,
            EngineOptions options,
            ModelCache cache,
            PrepareListener listener,
            Supplier<BatchFormat> formats) {
        Engine engine = DjlRuntime.engine("PyTorch", options, cache, listener);
        DjlTextModel opened = load(
                name,
                "pytorch_torchscript",
                engine,
                files,
                options,
                Map.of(),
                formats,
                new PyTorchProfile(MiniLmLayers::of));
        WarmUp.run(opened, listener);
        return opened;
    }

    /**
     * Opens an ONNX file with ONNX Runtime and warms it up.
     *
     * @param name what to call the model
     * @param files its files
     * @param cache where the tokenizer unpacks its native library
     * @throws ModelException when the engine or the file cannot be loaded
     */
    public static TextModel onnxRuntime(
            String name, PreparedModel files, EngineOptions options, ModelCache cache, PrepareListener listener) {
        Engine engine = DjlRuntime.engine("OnnxRuntime", options, cache, listener);
        Map<String, String> threads = Map.of(
                "intraOpNumThreads", Integer.toString(options.effectiveIntraOpThreads()), "interOpNumThreads", "1");
        ForwardProfiler profiler = new OnnxRuntimeProfile(
                prefix -> {
                    Map<String, String> profiled = new HashMap<>(threads);
                    profiled.put("profilerOutput", prefix);
                    return network(name, engine, files, profiled, Devices.of(options.device(), engine));
                },
                session -> WarmUp.run(runner(name, session), PrepareListener.SILENT));
        DjlTextModel opened =
                load(name, "onnxruntime_onnx", engine, files, options, threads, OnnxFormat::new, profiler);
        WarmUp.run(opened, listener);
        return opened;
    }

    private static DjlTextModel load(
            String name,
            String platform,
            Engine engine,
            PreparedModel files,
            EngineOptions options,
            Map<String, String> loading,
            Supplier<BatchFormat> formats,
            ForwardProfiler profiler) {
        Device device = Devices.of(options.device(), engine);
        options.variant().requireDevice(device.isGpu());
        TextTokenizer tokenizer = TextTokenizer.open(files.tokenizer(), MiniLm.MAX_TOKENS);
        try {
            return new DjlTextModel(
                    info(name, platform, engine, files, options.variant(), device),
                    network(name, engine, files, loading, device),
                    tokenizer,
                    formats,
                    profiler);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static Model network(
            String name, Engine engine, PreparedModel files, Map<String, String> loading, Device device) {
        Model model = engine.newModel(name, device);
        try {
            model.load(files.network(), null, loading);
            return model;
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new ModelException(
                    "model \"" + name + "\" cannot be loaded from " + files.network() + ": " + DjlRuntime.reason(e), e);
        }
    }

    /** A runner of a session beside the model's own. */
    private static Runner runner(String name, Model session) {
        return new DjlRunner(
                new NativeGate(name),
                new Block[] {session.getBlock()},
                session.getNDManager(),
                new OnnxFormat(),
                MiniLm.MAX_TOKENS,
                ForwardProfiler.NONE);
    }

    private static ModelInfo info(
            String name, String platform, Engine engine, PreparedModel files, Variant variant, Device device) {
        return new ModelInfo(
                name,
                "1",
                platform,
                List.of(new ModelInfo.TensorInfo("text", "BYTES", List.of(-1L))),
                List.of(new ModelInfo.TensorInfo("embedding", "FP32", List.of(-1L, (long) MiniLm.HIDDEN))),
                Map.of(
                        "engine", engine.getEngineName(),
                        "engineVersion", engine.getVersion(),
                        "modelHash", files.modelHash(),
                        "form", files.form(),
                        "variant", variant.label(),
                        "precision", variant.precision(),
                        "device", Devices.name(device),
                        "maxTokens", Integer.toString(MiniLm.MAX_TOKENS)));
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Tokens encode(String text) {
        return gate.call(() -> new Tokens(tokenizer.encode(text)));
    }

    @Override
    public Runner newRunner() {
        BatchFormat format = formats.get();
        Block network = model.getBlock();
        Block[] networks = rehearses ? AtOnce.inTurnWith(network, format) : new Block[] {network};
        return new DjlRunner(gate, networks, model.getNDManager(), format, MiniLm.MAX_TOKENS, profiler);
    }

    @Override
    public TextModel rehearsal() {
        return new DjlTextModel(this);
    }

    @Override
    public void beginProfiles() {
        gate.run(profiler::begin);
    }

    @Override
    public void endProfiles() {
        profiler.end();
    }

    @Override
    public void close() {
        if (rehearses) {
            return;
        }
        profiler.end();
        gate.close(() -> {
            if (!closed) {
                closed = true;
                model.close();
                tokenizer.close();
            }
        });
    }
}
