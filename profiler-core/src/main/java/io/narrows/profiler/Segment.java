package io.narrows.profiler;

/** The third of a request's way that a {@link Stage} belongs to. The order of the constants is part of the log format. */
public enum Segment {
    /** Load, decompress, decode, tokenize, assemble. */
    DATA,
    /** The model's forward pass and what belongs to it. */
    COMPUTE,
    /** Read, authenticate, route, queue, encode, write. */
    SERVING
}
