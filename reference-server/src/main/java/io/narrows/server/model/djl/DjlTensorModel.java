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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript or ONNX file with declared tensors on a DJL engine. {@link #close} waits for calls that are running; later
 * ones are refused with a {@link ModelException}.
 */
public final class DjlTensorModel implements TensorModel {
    private final TensorDeclaration declaration;
    private final ModelInfo info;
    private final Model model;
    private final NativeGate gate;
    private boolean closed;

    private DjlTensorModel(TensorDeclaration declaration, ModelInfo info, Model model) {
        this.declaration = declaration;
        this.info = info;
        this.model = model;
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
        DjlTensorModel opened = load(declaration, engine, device, threads);
        if (declaration.warmUp()) {
            opened.warmUp();
        }
        return opened;
    }

    private static DjlTensorModel load(
            TensorDeclaration declaration, Engine engine, Device device, Map<String, String> options) {
        Model model = engine.newModel(declaration.name(), device);
        try {
            ModelInfo info = info(declaration, engine, device);
            model.load(declaration.file(), null, options);
            return new DjlTensorModel(declaration, info, model);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new ModelException(
                    declaration.label() + " cannot be loaded from " + declaration.file() + ": " + DjlRuntime.reason(e),
                    e);
        }
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
    private void warmUp() {
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
        try (Runner runner = newRunner();
                Batch batch = runner.assemble(List.of(zeros))) {
            batch.forward();
            batch.read();
        } catch (RuntimeException e) {
            close();
            throw new ModelException(
                    declaration.label() + " does not run as its model.yaml declares it: " + DjlRuntime.reason(e), e);
        }
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
        return new DjlTensorRunner(
                gate,
                model.getBlock(),
                model.getNDManager(),
                new TensorFormat(declaration.engine(), declaration.outputs()),
                declaration.batchAxis());
    }

    @Override
    public void close() {
        gate.close(() -> {
            if (!closed) {
                closed = true;
                model.close();
            }
        });
    }
}
