package io.narrows.data;

import io.narrows.data.pipeline.Piece;
import org.jspecify.annotations.Nullable;

/** Puts samples together to batches. For one thread at a time. */
interface Batcher {
    /**
     * Adds samples of a piece.
     *
     * @param offset those before are done with
     * @return how many positions it took; fewer than there are when a batch is ready
     */
    int add(Piece piece, int offset);

    /** A batch that is full; null where there is none. */
    @Nullable
    Draft full();

    /** What is left when no more samples come, batch by batch; null at the end. */
    @Nullable
    Draft rest();
}
