package io.narrows.data.source;

import java.io.EOFException;
import java.util.Objects;

/** Checks what a read asks for. */
final class Ranges {
    private Ranges() {}

    /**
     * @throws EOFException when the range ends after the file
     * @throws IndexOutOfBoundsException when it does not fit into the target
     */
    static void check(DataFile file, long position, byte[] target, int offset, int length) throws EOFException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (position < 0 || position > file.size() - length) {
            throw new EOFException(file.name() + ": bytes " + position + " to " + (position + length)
                    + " are asked for, but it has " + file.size());
        }
    }
}
