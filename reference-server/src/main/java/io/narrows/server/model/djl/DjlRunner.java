package io.narrows.server.model.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.TextModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one batch at a time: the next is assembled after the last is closed. */
final class DjlRunner implements TextModel.Runner {
    private final NativeGate gate;
    private final Block network;
    private final NDManager parent;
    private final BatchFormat format;
    private final int maxTokens;
    private final ForwardProfiler profiler;
    private @Nullable DjlBatch open;
    private boolean closed;

    DjlRunner(
            NativeGate gate,
            Block network,
            NDManager parent,
            BatchFormat format,
            int maxTokens,
            ForwardProfiler profiler) {
        this.gate = gate;
        this.network = network;
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
        int length = paddedLength(batch);
        long stamp = gate.enter();
        try {
            NDManager manager = parent.newSubManager();
            try {
                open = new DjlBatch(gate, network, format, manager, batch, length, profiler, () -> free(manager));
                return open;
            } catch (RuntimeException e) {
                manager.close();
                throw new ModelException(
                        "batch of " + batch.size() + " texts cannot be assembled: " + DjlRuntime.reason(e), e);
            }
        } finally {
            gate.leave(stamp);
        }
    }

    private int paddedLength(List<TextModel.Tokens> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("a batch has 0 texts, must have at least 1");
        }
        int longest = 0;
        for (TextModel.Tokens text : texts) {
            if (text.length() < 1 || text.length() > maxTokens) {
                throw new IllegalArgumentException(
                        "a text has " + text.length() + " tokens, must have 1 to " + maxTokens);
            }
            longest = Math.max(longest, text.length());
        }
        return longest;
    }

    private void free(NDManager manager) {
        open = null;
        try {
            long stamp = gate.enter();
            try {
                manager.close();
            } finally {
                gate.leave(stamp);
            }
        } catch (ModelException modelIsClosed) {
            // Its tensors went with it.
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
