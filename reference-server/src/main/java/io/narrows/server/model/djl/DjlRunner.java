package io.narrows.server.model.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PaddedLength;
import io.narrows.server.model.TextModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one batch at a time: the next is assembled after the last is closed. */
final class DjlRunner implements TextModel.Runner {
    private final NativeGate gate;
    private final Block[] networks;
    private final NDManager parent;
    private final BatchFormat format;
    private final int maxTokens;
    private final ForwardProfiler profiler;
    private @Nullable DjlBatch open;
    private boolean closed;
    private int next;

    /** @param networks at least one; one batch after the other runs on the next of them, from the first on again after the last */
    DjlRunner(
            NativeGate gate,
            Block[] networks,
            NDManager parent,
            BatchFormat format,
            int maxTokens,
            ForwardProfiler profiler) {
        this.gate = gate;
        this.networks = networks;
        this.parent = parent;
        this.format = format;
        this.maxTokens = maxTokens;
        this.profiler = profiler;
    }

    @Override
    public TextModel.Batch assemble(List<TextModel.Tokens> texts) {
        if (closed || open != null) {
            throw new IllegalStateException(closed ? "runner is closed" : "the runner's last batch is not closed");
        }
        List<TextModel.Tokens> batch = List.copyOf(texts);
        int length = PaddedLength.of(batch, maxTokens);
        return gate.call(() -> assemble(batch, length));
    }

    private TextModel.Batch assemble(List<TextModel.Tokens> batch, int length) {
        Block network = networks[next];
        next = (next + 1) % networks.length;
        NDManager manager = parent.newSubManager();
        try {
            DjlForward forward = new DjlForward(
                    gate,
                    network,
                    manager,
                    format.inputs(manager, batch, length),
                    profiler,
                    () -> "forward of " + batch.size() + " texts padded to " + length + " tokens");
            open = new DjlBatch(forward, format, batch, length, () -> open = null);
            return open;
        } catch (RuntimeException e) {
            manager.close();
            throw new ModelException(
                    "batch of " + batch.size() + " texts cannot be assembled: " + DjlRuntime.reason(e), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (open != null) {
            open.close();
        }
    }
}
