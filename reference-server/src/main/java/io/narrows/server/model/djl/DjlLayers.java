package io.narrows.server.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenTensor;
import io.narrows.golden.LayeredModel;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.minilm.MeanPooling;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.minilm.MiniLmStates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The default model on a DJL engine, with what comes out of each of its layers. Belongs to one thread. */
public final class DjlLayers implements LayeredModel {
    private final String title;
    private final Model model;
    private final TextTokenizer tokenizer;
    private final boolean onnx;

    private DjlLayers(String title, Model model, TextTokenizer tokenizer, boolean onnx) {
        this.title = title;
        this.model = model;
        this.tokenizer = tokenizer;
        this.onnx = onnx;
    }

    /**
     * Opens a network that returns its states: for PyTorch an archive that returns them all, for ONNX Runtime a model with
     * the tensors of {@link MiniLmStates#onnxTensors} as further outputs.
     *
     * @param network the file; no longer needed when this returns
     * @param files where the tokenizer is
     * @throws ModelException when the engine or the file cannot be loaded
     */
    public static DjlLayers open(Path network, PreparedModel files, EngineOptions options, ModelCache cache) {
        boolean onnx = options.engine().equals(EngineOptions.ONNXRUNTIME);
        Engine engine = DjlRuntime.engine(onnx ? "OnnxRuntime" : "PyTorch", options, cache, PrepareListener.SILENT);
        TextTokenizer tokenizer = TextTokenizer.open(files.tokenizer(), MiniLm.MAX_TOKENS);
        Model model = engine.newModel("minilm", Device.cpu());
        try {
            model.load(network, null, Map.of());
            String title = engine.getEngineName() + " " + engine.getVersion() + ", "
                    + options.variant().label();
            return new DjlLayers(title, model, tokenizer, onnx);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            tokenizer.close();
            throw new ModelException("layers cannot be loaded from " + network + ": " + DjlRuntime.reason(e), e);
        }
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<GoldenTensor.Floats> layers(List<GoldenTensor> inputs) {
        if (inputs.size() != 1
                || !(inputs.get(0) instanceof GoldenTensor.Texts texts)
                || texts.values().size() != 1) {
            throw new GoldenException("layers are compared for one text at a time");
        }
        Tokens tokens = new Tokens(tokenizer.encode(texts.values().get(0)));
        BatchFormat format = onnx ? new OnnxFormat() : new PyTorchFormat();
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList asked = format.inputs(manager, List.of(tokens), tokens.length());
            NDList states = model.getBlock().forward(new ParameterStore(manager, false), asked, false);
            return onnx ? ofOnnx(states, tokens.length()) : ofTorch(states, tokens.length());
        } catch (RuntimeException e) {
            throw new GoldenException("layers of a text of " + tokens.length() + " tokens: " + DjlRuntime.reason(e), e);
        }
    }

    private static List<GoldenTensor.Floats> ofTorch(NDList states, int tokens) {
        List<GoldenTensor.Floats> layers = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            layers.add(layer(i, states.get(i).toFloatArray(), i == states.size() - 1 ? 1 : tokens));
        }
        return layers;
    }

    /** The model's own output first, then those that were added; the vector is pooled here. */
    private static List<GoldenTensor.Floats> ofOnnx(NDList states, int tokens) {
        List<NDArray> inOrder = new ArrayList<>(states.subList(1, states.size()));
        inOrder.add(states.get(0));
        List<GoldenTensor.Floats> layers = new ArrayList<>();
        for (NDArray state : inOrder) {
            layers.add(layer(layers.size(), state.toFloatArray(), tokens));
        }
        float[] last = layers.get(layers.size() - 1).values();
        layers.add(layer(layers.size(), MeanPooling.pool(last, 0, tokens), 1));
        return layers;
    }

    private static GoldenTensor.Floats layer(int index, float[] values, long rows) {
        return new GoldenTensor.Floats(MiniLmStates.names().get(index), List.of(rows, values.length / rows), values);
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
