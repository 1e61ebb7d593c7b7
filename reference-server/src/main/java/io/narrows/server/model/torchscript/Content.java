package io.narrows.server.model.torchscript;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read any number of times, piece by piece, so that no large tensor is held in memory. */
public interface Content {

    /**
     * Hands over all bytes in order.
     *
     * @throws IOException when they cannot be read, or the sink fails
     */
    void copyTo(Sink sink) throws IOException;

    /** Takes bytes. */
    interface Sink {

        /** Takes all remaining bytes of a buffer, which may be reused afterwards. */
        void take(ByteBuffer bytes) throws IOException;
    }
}
