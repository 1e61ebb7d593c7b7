package io.narrows.server.model.minilm;

/** How a linear unit of the network is computed. */
enum LinearForm {
    /** Floats times floats. */
    FLOATS,
    /** Bytes times bytes, where all values that go in share one scale, taken from their extremes. */
    INT8_DYNAMIC,
    /** Bytes times bytes, where each token has a scale of its own, taken from its largest value. */
    INT8_ROWS,
    /** As floats or as {@link #INT8_ROWS}, by a bit that each forward is given. */
    SWITCHED
}
