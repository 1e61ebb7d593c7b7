package io.narrows.data;

/** In which order samples come out of a {@link Loader}. */
public enum Order {
    /** In that of the epoch, whatever was done first. */
    KEPT,
    /** As they are done: one that takes long holds up no other. The state of the loader is as exact as in kept order. */
    COMPLETION
}
