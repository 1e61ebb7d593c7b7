package io.narrows.server.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.minilm.MiniLm;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The default model on PyTorch with a fault planted in its batch assembly: the attention mask is shifted by some tokens. */
public final class ShiftedMaskModel implements TextModel {
    private final Model model;
    private final TextTokenizer tokenizer;
    private final NativeGate gate = new NativeGate("minilm");
    private final int shift;
    private boolean closed;

    public ShiftedMaskModel(PreparedModel files, EngineOptions options, ModelCache cache, int shift)
            throws IOException, MalformedModelException {
        this.model = DjlRuntime.engine("PyTorch", options, cache, PrepareListener.SILENT)
                .newModel("minilm", Device.cpu());
        this.model.load(files.network(), null, Map.of());
        this.tokenizer = TextTokenizer.open(files.tokenizer(), MiniLm.MAX_TOKENS);
        this.shift = shift;
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo(
                "minilm",
                "1",
                "pytorch_torchscript",
                List.of(new ModelInfo.TensorInfo("text", "BYTES", List.of(-1L))),
                List.of(new ModelInfo.TensorInfo("embedding", "FP32", List.of(-1L, (long) MiniLm.HIDDEN))),
                Map.of("engine", "PyTorch", "engineVersion", "with a mask shifted by " + shift));
    }

    @Override
    public Tokens encode(String text) {
        return new Tokens(tokenizer.encode(text));
    }

    @Override
    public Runner newRunner() {
        return new DjlRunner(
                gate,
                model.getBlock(),
                model.getNDManager(),
                new ShiftedMask(shift),
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

    /** As the real one, but token {@code i} is hidden or shown as token {@code i - shift} should be. */
    private record ShiftedMask(PyTorchFormat honest, int shift) implements BatchFormat {

        ShiftedMask(int shift) {
            this(new PyTorchFormat(), shift);
        }

        @Override
        public NDList inputs(NDManager manager, List<Tokens> texts, int length) {
            NDList inputs = honest.inputs(manager, texts, length);
            long[] right = inputs.get(1).toLongArray();
            long[] shifted = new long[right.length];
            for (int i = 0; i < right.length; i++) {
                int column = i % length - shift;
                shifted[i] = column < 0 || column >= length ? 0 : right[i - shift];
            }
            return new NDList(
                    inputs.get(0), manager.create(shifted, inputs.get(1).getShape()));
        }

        @Override
        public float[][] vectors(NDList outputs, List<Tokens> texts, int length) {
            return honest.vectors(outputs, texts, length);
        }
    }
}
