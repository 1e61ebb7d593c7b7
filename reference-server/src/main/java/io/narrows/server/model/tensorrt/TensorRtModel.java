package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.djl.NativeGate;
import io.narrows.server.model.djl.TextTokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A model on TensorRT. Each runner has a pass of its own, so runners run at the same time. {@link #close} waits for calls that
 * are running, then releases the passes that are left, the plan and the tokenizer; later calls are refused with a
 * {@link io.narrows.server.model.ModelException}.
 */
final class TensorRtModel implements TextModel {
    private final ModelInfo info;
    private final TextTokenizer tokenizer;
    private final Passes passes;
    private final int maxTexts;
    private final int maxTokens;
    private final NativeGate gate;
    private final Set<Pass> open = new HashSet<>();
    private boolean closed;

    /** Opens passes of one network. Thread-safe; closed after all of them. */
    interface Passes extends AutoCloseable {

        /**
         * Opens one.
         *
         * @throws io.narrows.server.model.ModelException when the GPU has no memory left for it
         */
        Pass open();

        @Override
        void close();
    }

    /**
     * Takes tokenizer and passes over.
     *
     * @param maxTexts most texts in one pass
     * @param maxTokens longest text
     */
    TensorRtModel(ModelInfo info, TextTokenizer tokenizer, Passes passes, int maxTexts, int maxTokens) {
        this.info = info;
        this.tokenizer = tokenizer;
        this.passes = passes;
        this.maxTexts = maxTexts;
        this.maxTokens = maxTokens;
        this.gate = new NativeGate(info.name());
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Tokens encode(String text) {
        return gate.call(() -> new Tokens(tokenizer.encode(text)));
    }

    @Override
    public Runner newRunner() {
        return gate.call(() -> {
            Pass pass = passes.open();
            synchronized (open) {
                open.add(pass);
            }
            return new TensorRtRunner(gate, pass, maxTexts, maxTokens, () -> release(pass));
        });
    }

    private void release(Pass pass) {
        boolean mine;
        synchronized (open) {
            mine = open.remove(pass);
        }
        if (mine) {
            pass.close();
        }
    }

    @Override
    public void close() {
        gate.close(() -> {
            if (!closed) {
                closed = true;
                releaseAll();
            }
        });
    }

    private void releaseAll() {
        try (NativeOwner all = new NativeOwner()) {
            all.own(tokenizer, TextTokenizer::close);
            all.own(passes, Passes::close);
            List<Pass> left;
            synchronized (open) {
                left = new ArrayList<>(open);
                open.clear();
            }
            left.forEach(pass -> all.own(pass, Pass::close));
        }
    }
}
