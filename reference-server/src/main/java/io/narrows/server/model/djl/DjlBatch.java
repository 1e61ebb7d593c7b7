package io.narrows.server.model.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.TextModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch and all tensors that belong to it; they are freed when it is closed, at the latest with the model. */
final class DjlBatch implements TextModel.Batch {
    private final NativeGate gate;
    private final Block network;
    private final BatchFormat format;
    private final NDManager manager;
    private final List<TextModel.Tokens> texts;
    private final int paddedLength;
    private final NDList inputs;
    private final ForwardProfiler profiler;
    private final Runnable onClose;
    private @Nullable NDList outputs;
    private boolean closed;

    /** Called inside the gate. */
    DjlBatch(
            NativeGate gate,
            Block network,
            BatchFormat format,
            NDManager manager,
            List<TextModel.Tokens> texts,
            int paddedLength,
            ForwardProfiler profiler,
            Runnable onClose) {
        this.gate = gate;
        this.network = network;
        this.format = format;
        this.manager = manager;
        this.texts = texts;
        this.paddedLength = paddedLength;
        this.profiler = profiler;
        this.onClose = onClose;
        this.inputs = format.inputs(manager, texts, paddedLength);
    }

    @Override
    public int size() {
        return texts.size();
    }

    @Override
    public int paddedLength() {
        return paddedLength;
    }

    @Override
    public void forward() {
        inGate(() -> run(network));
    }

    @Override
    public ForwardProfile forwardProfiled() {
        ForwardProfile[] profile = new ForwardProfile[1];
        inGate(() -> profile[0] = profiler.run(network, this::run));
        return profile[0];
    }

    private void run(Block on) {
        outputs = on.forward(new ParameterStore(manager, false), inputs, false);
    }

    private void inGate(Runnable forward) {
        if (closed || outputs != null) {
            throw new IllegalStateException("forward is called once, on an open batch");
        }
        long stamp = gate.enter();
        try {
            forward.run();
        } catch (RuntimeException e) {
            throw new ModelException(
                    "forward of " + texts.size() + " texts padded to " + paddedLength + " tokens failed: "
                            + DjlRuntime.reason(e),
                    e);
        } finally {
            gate.leave(stamp);
        }
    }

    @Override
    public float[][] read() {
        if (closed || outputs == null) {
            throw new IllegalStateException("read is called after forward, on an open batch");
        }
        long stamp = gate.enter();
        try {
            return format.vectors(outputs, texts, paddedLength);
        } finally {
            gate.leave(stamp);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClose.run();
    }
}
