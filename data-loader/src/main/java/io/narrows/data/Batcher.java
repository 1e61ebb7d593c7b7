package io.narrows.data;

import io.narrows.data.pipeline.Fault;
import io.narrows.data.pipeline.Piece;
import org.jspecify.annotations.Nullable;

/** Puts samples together to batches. For one thread at a time. */
interface Batcher {
    /**
     * Adds samples of a piece.
     *
     * @param offset those before are done with
     * @return how many positions it took; fewer than there are when a batch is ready, or when the next has a {@link #failure}
     */
    int add(Piece piece, int offset);

    /** What is wrong with the sample before which {@link #add} stopped, and is not to be left out; null where nothing is. */
    default @Nullable Fault failure() {
        return null;
    }

    /** A batch that is full, or one without samples where much was left out; null where there is neither. */
    @Nullable
    Draft full();

    /** What is left when no more samples come, batch by batch; null at the end. */
    @Nullable
    Draft rest();
}
