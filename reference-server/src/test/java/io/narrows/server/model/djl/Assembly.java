package io.narrows.server.model.djl;

/** Ways to assemble a batch, all but the first of them wrong. */
public enum Assembly {
    /** As the server does. */
    RIGHT,
    /** The attention mask is shifted by one token. */
    MASK_SHIFTED,
    /** Shorter texts are padded at their beginning; the mask hides the padding. */
    PADDED_LEFT,
    /** Padding is another token than the one that the mask is made from, so that it is not hidden. */
    PADDING_NOT_HIDDEN,
    /** The answers of the first and the last text are given to each other. */
    ROWS_SWAPPED
}
