package io.narrows.server.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.cache.Sha256;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.model.tensor.TensorDeclaration;
import io.narrows.server.model.tensor.TensorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript or ONNX file with declared tensors on a DJL engine. {@link #close} waits for calls that are running; later
 * ones are refused with a {@link ModelException}.
 */
public final class DjlTensorModel implements TensorModel {
    /** The order of the calls tells nothing of a network that is not known. */
    private static final LayerNames NO_LAYERS =
            calls -> calls.stream().map(call -> "").toList();

    private final TensorDeclaration declaration;
    private final ModelInfo info;
    private final Model model;
    private final ForwardProfiler profiler;
    private final NativeGate gate;
    private boolean closed;

    private DjlTensorModel(TensorDeclaration declaration, ModelInfo info, Model model, ForwardProfiler profiler) {
        this.declaration = declaration;
        this.info = info;
        this.model = model;
        this.profiler = profiler;
        this.gate = new NativeGate(declaration.name());
    }

    /** The datatypes that an engine has through DJL. */
    public static List<Datatype> datatypes(String engine) {
        return TensorFormat.datatypes(engine);
    }

    /**
     * Opens a model and, unless its declaration says otherwise, runs it once with zeros.
     *
     * @param options threads of the engine; engine and variant in it are not looked at
     * @param cache where the engine unpacks its native libraries
     * @throws ModelException when the engine or the file cannot be loaded, or the network is not what is declared
     */
    public static TensorModel open(
            TensorDeclaration declaration, EngineOptions options, ModelCache cache, PrepareListener listener) {
        boolean onnx = declaration.engine().equals(EngineOptions.ONNXRUNTIME);
        Engine engine = DjlRuntime.engine(onnx ? "OnnxRuntime" : "PyTorch", options, cache, listener);
        Device device = Devices.of(declaration.device(), engine);
        Map<String, String> threads = onnx
                ? Map.of(
                        "intraOpNumThreads",
                        Integer.toString(options.effectiveIntraOpThreads()),
                        "interOpNumThreads",
                        "1")
                : Map.of();
        ForwardProfiler profiler = onnx
                ? new OnnxRuntimeProfile(
                        prefix -> {
                            Map<String, String> profiled = new HashMap<>(threads);
                            profiled.put("profilerOutput", prefix);
                            return network(declaration, engine, device, profiled);
                        },
                        session -> declaration.warmUp() ? warmUp(declaration, session) : 0)
                : new PyTorchProfile(NO_LAYERS);
        DjlTensorModel opened = load(declaration, engine, device, threads, profiler);
        if (declaration.warmUp()) {
            opened.warmUp();
        }
        return opened;
    }

    private static DjlTensorModel load(
            TensorDeclaration declaration,
            Engine engine,
            Device device,
            Map<String, String> options,
            ForwardProfiler profiler) {
        try {
            ModelInfo info = info(declaration, engine, device);
            return new DjlTensorModel(declaration, info, network(declaration, engine, device, options), profiler);
        } catch (IOException e) {
            throw cannotBeLoaded(declaration, e);
        }
    }

    private static Model network(
            TensorDeclaration declaration, Engine engine, Device device, Map<String, String> options) {
        Model model = engine.newModel(declaration.name(), device);
        try {
            model.load(declaration.file(), null, options);
            return model;
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw cannotBeLoaded(declaration, e);
        }
    }

    private static ModelException cannotBeLoaded(TensorDeclaration declaration, Exception e) {
        return new ModelException(
                declaration.label() + " cannot be loaded from " + declaration.file() + ": " + DjlRuntime.reason(e), e);
    }

    private static ModelInfo info(TensorDeclaration declaration, Engine engine, Device device) throws IOException {
        boolean onnx = declaration.engine().equals(EngineOptions.ONNXRUNTIME);
        return new ModelInfo(
                declaration.name(),
                declaration.version(),
                onnx ? "onnxruntime_onnx" : "pytorch_torchscript",
                declaration.inputs(),
                declaration.outputs(),
                Map.of(
                        "engine", engine.getEngineName(),
                        "engineVersion", engine.getVersion(),
                        "modelHash", Sha256.of(declaration.file(), read -> {}),
                        "device", Devices.name(device)));
    }

    /** Zeros, and texts that are empty; dimensions of any size have size 1. */
    private static List<Tensor> zeros(TensorDeclaration declaration) {
        List<Tensor> zeros = new ArrayList<>();
        for (TensorInfo input : declaration.inputs()) {
            List<Long> shape =
                    input.shape().stream().map(size -> size < 0 ? 1L : size).toList();
            Datatype datatype = Objects.requireNonNull(Datatype.of(input.datatype()));
            int elements = Math.toIntExact(Tensor.elements(shape));
            zeros.add(
                    datatype == Datatype.BYTES
                            ? Tensor.of(input.name(), shape, Collections.nCopies(elements, ""))
                            : Tensor.of(
                                    input.name(),
                                    datatype,
                                    shape,
                                    ByteBuffer.allocate(Math.multiplyExact(elements, datatype.bytes()))));
        }
        return zeros;
    }

    private void warmUp() {
        try {
            run(newRunner(), declaration);
        } catch (RuntimeException e) {
            close();
            throw new ModelException(
                    declaration.label() + " does not run as its model.yaml declares it: " + DjlRuntime.reason(e), e);
        }
    }

    /** The same in a session beside the model's own; returns how many forwards that were. */
    private static int warmUp(TensorDeclaration declaration, Model session) {
        run(runner(declaration, new NativeGate(declaration.name()), session, ForwardProfiler.NONE), declaration);
        return 1;
    }

    private static void run(Runner runner, TensorDeclaration declaration) {
        try (runner;
                Batch batch = runner.assemble(List.of(zeros(declaration)))) {
            batch.forward();
            batch.read();
        }
    }

    private static DjlTensorRunner runner(
            TensorDeclaration declaration, NativeGate gate, Model network, ForwardProfiler profiler) {
        return new DjlTensorRunner(
                gate,
                network.getBlock(),
                network.getNDManager(),
                new TensorFormat(declaration.engine(), declaration.outputs()),
                declaration.batchAxis(),
                profiler);
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public @Nullable BatchAxis batchAxis() {
        return declaration.batchAxis();
    }

    @Override
    public Runner newRunner() {
        return runner(declaration, gate, model, profiler);
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
        profiler.end();
        gate.close(() -> {
            if (!closed) {
                closed = true;
                model.close();
            }
        });
    }
}
