package io.narrows.server.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InputMemoryTest {
    private final InputMemory memory = new InputMemory();

    @Test
    void theNextBatchHasTheSameMemory() {
        ByteBuffer first = memory.take(100_000);
        memory.release();
        assertSame(first, memory.take(100_000));
        assertSame(first, memory.take(1));
        assertTrue(first.isDirect());
    }

    @Test
    void oneLargeBatchDoesNotPinItsMemoryForEver() {
        int large = 3 * InputMemory.MOST_KEPT_BYTES;
        assertEquals(large, memory.take(large).capacity());
        memory.release();
        assertEquals(InputMemory.FIRST_BYTES, memory.take(1).capacity());
    }

    @Test
    void growthIsByDoublesUpToWhatIsKept() {
        int capacity = memory.take(InputMemory.FIRST_BYTES + 1).capacity();
        assertEquals(2 * InputMemory.FIRST_BYTES, capacity);
        assertEquals(
                InputMemory.MOST_KEPT_BYTES,
                memory.take(InputMemory.MOST_KEPT_BYTES).capacity());
        memory.release();
        assertEquals(InputMemory.MOST_KEPT_BYTES, memory.take(1).capacity());
    }
}
