package io.narrows.server.model.tensorrt;

import io.narrows.server.model.FailureReason;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.ProfiledForward;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.djl.NativeGate;
import io.narrows.server.model.minilm.MeanPooling;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A batch on its way through a pass, or through several, where it has more texts than one takes. All of them pad to the length
 * of the batch.
 */
final class TensorRtBatch implements TextModel.Batch {
    private static final String ENGINE = "TensorRT";

    private final NativeGate gate;
    private final Pass pass;
    private final List<List<TextModel.Tokens>> parts;
    private final int size;
    private final int paddedLength;
    private final Runnable onClose;
    /** The outputs, a part each; empty until the batch has run. */
    private final List<float[]> states = new ArrayList<>();

    private Size filled;
    private boolean ran;
    private boolean closed;

    /** Called inside the gate: fills the pass's memory with the first part. */
    TensorRtBatch(
            NativeGate gate,
            Pass pass,
            List<TextModel.Tokens> texts,
            int paddedLength,
            int maxTexts,
            Runnable onClose) {
        this.gate = gate;
        this.pass = pass;
        this.size = texts.size();
        this.paddedLength = paddedLength;
        this.onClose = onClose;
        this.parts = new ArrayList<>();
        for (int from = 0; from < size; from += maxTexts) {
            parts.add(texts.subList(from, Math.min(size, from + maxTexts)));
        }
        filled = fill(0);
    }

    private Size fill(int part) {
        return pass.buffers().fill(parts.get(part), paddedLength, MiniLm.PAD_TOKEN);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int paddedLength() {
        return paddedLength;
    }

    @Override
    public void forward() {
        inGate(pass::run);
    }

    @Override
    public ForwardProfile forwardProfiled() {
        LayerTimes times = new LayerTimes();
        long startNs = System.nanoTime();
        inGate(part -> pass.runProfiled(part, times));
        return new Heard(System.nanoTime() - startNs, times);
    }

    /** What TensorRT told while the batch ran. */
    private record Heard(long forwardNs, LayerTimes times) implements ForwardProfile {
        @Override
        public boolean taken() {
            return true;
        }

        /** The profiled contexts are never used otherwise. */
        @Override
        public void stop() {}

        @Override
        public void tell(Consumer<ProfiledForward> to) {
            to.accept(new ProfiledForward(ENGINE, forwardNs, times.operators()));
        }
    }

    private interface Step {
        void run(Size size);
    }

    private void inGate(Step step) {
        if (closed || ran) {
            throw new IllegalStateException("forward is called once, on an open batch");
        }
        ran = true;
        long stamp = gate.enter();
        try {
            for (int part = 0; part < parts.size(); part++) {
                if (part > 0) {
                    filled = fill(part);
                }
                step.run(filled);
                states.add(pass.buffers().states(filled));
            }
        } catch (RuntimeException e) {
            states.clear();
            throw new ModelException(
                    "forward of " + size + " texts padded to " + paddedLength + " tokens failed: "
                            + FailureReason.of(e),
                    e);
        } finally {
            gate.leave(stamp);
        }
    }

    @Override
    public float[][] read() {
        if (closed || states.isEmpty()) {
            throw new IllegalStateException("read is called after forward, on an open batch");
        }
        float[][] vectors = new float[size][];
        int row = 0;
        for (int part = 0; part < parts.size(); part++) {
            int start = 0;
            for (TextModel.Tokens text : parts.get(part)) {
                vectors[row++] = MeanPooling.pool(states.get(part), start, text.length());
                start += paddedLength * MiniLm.HIDDEN;
            }
        }
        return vectors;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }
}
