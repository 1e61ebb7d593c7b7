package io.narrows.server.model.precision;

import io.narrows.server.model.torchscript.Content;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Weights in 16 bits instead of 32. Stateless. */
public final class Narrowed {
    private Narrowed() {}

    /** Makes 16 bits of a float, as {@link HalfFloat} does. */
    @FunctionalInterface
    public interface Narrowing {

        /** The bits. */
        short of(float value);
    }

    /**
     * The same values in 16 bits, both little-endian.
     *
     * @param floats 32-bit floats, in pieces of whole values
     */
    public static Content of(Content floats, Narrowing narrowing) {
        return sink -> floats.copyTo(piece -> {
            ByteBuffer values = piece.order(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer narrow = ByteBuffer.allocate(values.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
            while (values.hasRemaining()) {
                narrow.putShort(narrowing.of(values.getFloat()));
            }
            sink.take(narrow.flip());
        });
    }
}
