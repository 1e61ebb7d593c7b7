package io.narrows.data.decode;

import java.io.IOException;

/** Bytes that are no numpy array that can be read here; the message says which rule they break. */
public final class NpyException extends IOException {
    private static final long serialVersionUID = 1L;

    public NpyException(String rule) {
        super(rule);
    }
}
