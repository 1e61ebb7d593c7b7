package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.PaddedLength;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.djl.NativeGate;
import java.util.List;

/** Runs one batch at a time through a pass of its own, which is released with it, at the latest with the model. */
final class TensorRtRunner implements TextModel.Runner {
    private final NativeGate gate;
    private final Pass pass;
    private final int maxTexts;
    private final int maxTokens;
    private final Runnable onClose;
    private boolean open;
    private boolean closed;

    /**
     * @param maxTexts most texts in one pass
     * @param maxTokens longest text
     * @param onClose releases the pass
     */
    TensorRtRunner(NativeGate gate, Pass pass, int maxTexts, int maxTokens, Runnable onClose) {
        this.gate = gate;
        this.pass = pass;
        this.maxTexts = maxTexts;
        this.maxTokens = maxTokens;
        this.onClose = onClose;
    }

    @Override
    public TextModel.Batch assemble(List<TextModel.Tokens> texts) {
        if (closed || open) {
            throw new IllegalStateException(closed ? "runner is closed" : "the runner's last batch is not closed");
        }
        List<TextModel.Tokens> batch = List.copyOf(texts);
        int length = PaddedLength.of(batch, maxTokens);
        return gate.call(() -> {
            TextModel.Batch assembled = new TensorRtBatch(gate, pass, batch, length, maxTexts, () -> open = false);
            open = true;
            return assembled;
        });
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            gate.run(onClose);
        } catch (ModelException modelIsClosed) {
            // Its passes went with it.
        }
    }
}
