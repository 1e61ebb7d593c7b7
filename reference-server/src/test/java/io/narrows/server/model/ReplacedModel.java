package io.narrows.server.model;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A model whose weights are replaced while it is served, without anybody being told: what stays of the old ones is stale. */
final class ReplacedModel implements TextModel {
    private final TextModel after;
    private final AtomicReference<TextModel> running;

    /**
     * @param before what answers until {@link #replace}
     * @param after what answers from then on, and says from the beginning what the model is
     */
    ReplacedModel(TextModel before, TextModel after) {
        this.after = after;
        running = new AtomicReference<>(before);
    }

    /** Forwards that begin from now on run on the new weights. */
    void replace() {
        running.set(after);
    }

    @Override
    public ModelInfo info() {
        return after.info();
    }

    @Override
    public Tokens encode(String text) {
        return after.encode(text);
    }

    @Override
    public Runner newRunner() {
        TextModel before = running.get();
        Runner old = before.newRunner();
        Runner replacing = after.newRunner();
        return new Runner() {
            @Override
            public Batch assemble(List<Tokens> texts) {
                return (running.get() == before ? old : replacing).assemble(texts);
            }

            @Override
            public void close() {
                old.close();
                replacing.close();
            }
        };
    }

    /** Leaves both open. */
    @Override
    public void close() {}
}
