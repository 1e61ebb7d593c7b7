package io.narrows.data;

import io.narrows.data.pipeline.Piece;
import org.jspecify.annotations.Nullable;

/** Batches of so many samples each, as they come. */
final class EvenBatcher implements Batcher {
    private final int samples;
    private Draft draft;
    private Draft skipped = new Draft(0);

    EvenBatcher(int samples) {
        this.samples = samples;
        draft = new Draft(samples);
    }

    @Override
    public int add(Piece piece, int offset) {
        return draft.add(piece, offset, skipped);
    }

    @Override
    public @Nullable Draft full() {
        if (draft.size() == samples) {
            return next();
        }
        return skipped.muchLeftOut() ? skipped() : null;
    }

    private Draft next() {
        Draft ready = draft;
        draft = new Draft(samples);
        if (!skipped.empty()) {
            ready.takeSkipped(skipped());
        }
        return ready;
    }

    private Draft skipped() {
        Draft ready = skipped;
        skipped = new Draft(0);
        return ready;
    }

    @Override
    public @Nullable Draft rest() {
        return draft.empty() && skipped.empty() ? null : next();
    }
}
