package io.narrows.server.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.nn.Block;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.minilm.MiniLm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The default model on PyTorch with a fault planted outside the network: in its tokenizer, or where batches are assembled. */
public final class PlantedModel implements TextModel {
    private final Model model;
    private final TextTokenizer tokenizer;
    private final NativeGate gate = new NativeGate("minilm");
    private final Supplier<BatchFormat> formats;
    private boolean closed;

    private PlantedModel(
            PreparedModel files,
            Path tokenizer,
            int maxTokens,
            EngineOptions options,
            ModelCache cache,
            Supplier<BatchFormat> formats)
            throws IOException, MalformedModelException {
        this.model = DjlRuntime.engine("PyTorch", options, cache, PrepareListener.SILENT)
                .newModel("minilm", Device.cpu());
        this.model.load(files.network(), null, Map.of());
        this.tokenizer = TextTokenizer.open(tokenizer, maxTokens);
        this.formats = formats;
    }

    /** With the right tokenizer and a fault in the batches. */
    public static PlantedModel assembling(
            PreparedModel files, EngineOptions options, ModelCache cache, Assembly assembly)
            throws IOException, MalformedModelException {
        return new PlantedModel(
                files, files.tokenizer(), MiniLm.MAX_TOKENS, options, cache, () -> new FaultyFormat(assembly));
    }

    /** With right batches and another tokenizer, or another limit. */
    public static PlantedModel tokenizing(
            PreparedModel files, Path tokenizer, int maxTokens, EngineOptions options, ModelCache cache)
            throws IOException, MalformedModelException {
        return new PlantedModel(files, tokenizer, maxTokens, options, cache, PyTorchFormat::new);
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo(
                "minilm",
                "1",
                "pytorch_torchscript",
                List.of(new ModelInfo.TensorInfo("text", "BYTES", List.of(-1L))),
                List.of(new ModelInfo.TensorInfo("embedding", "FP32", List.of(-1L, (long) MiniLm.HIDDEN))),
                Map.of("engine", "PyTorch", "engineVersion", "with a planted fault"));
    }

    @Override
    public Tokens encode(String text) {
        return new Tokens(tokenizer.encode(text));
    }

    @Override
    public Runner newRunner() {
        return new DjlRunner(
                gate,
                new Block[] {model.getBlock()},
                model.getNDManager(),
                formats.get(),
                MiniLm.MAX_TOKENS,
                ForwardProfiler.NONE);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            model.close();
            tokenizer.close();
        }
    }
}
