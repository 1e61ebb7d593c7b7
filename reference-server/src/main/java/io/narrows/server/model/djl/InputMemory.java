package io.narrows.server.model.djl;

import java.nio.ByteBuffer;

/**
 * Memory outside the heap for the inputs of one batch after the other, so that a batch allocates nothing there that waits for the
 * garbage collector. What only a large batch needed is given up after it. Belongs to one runner.
 */
final class InputMemory {
    static final int FIRST_BYTES = 1 << 14;
    /** More than this is not kept for the next batch. */
    static final int MOST_KEPT_BYTES = 1 << 22;

    private ByteBuffer memory = ByteBuffer.allocateDirect(FIRST_BYTES);

    /** Memory of at least so many bytes, the same that the batch before had where that will do. */
    ByteBuffer take(int bytes) {
        if (memory.capacity() < bytes) {
            int doubled = Math.min(2 * memory.capacity(), MOST_KEPT_BYTES);
            memory = ByteBuffer.allocateDirect(Math.max(bytes, doubled));
        }
        return memory;
    }

    /** The batch is over: no tensor lies here any more. */
    void release() {
        if (memory.capacity() > MOST_KEPT_BYTES) {
            memory = ByteBuffer.allocateDirect(FIRST_BYTES);
        }
    }
}
