package io.narrows.data;

import io.narrows.data.pipeline.Piece;
import org.jspecify.annotations.Nullable;

/** Batches of so many samples each, as they come. */
final class EvenBatcher implements Batcher {
    private final int samples;
    private Draft draft;

    EvenBatcher(int samples) {
        this.samples = samples;
        draft = new Draft(samples);
    }

    @Override
    public int add(Piece piece, int offset) {
        return draft.add(piece, offset);
    }

    @Override
    public @Nullable Draft full() {
        return draft.size() < samples ? null : next();
    }

    private Draft next() {
        Draft ready = draft;
        draft = new Draft(samples);
        return ready;
    }

    @Override
    public @Nullable Draft rest() {
        return draft.empty() ? null : next();
    }
}
