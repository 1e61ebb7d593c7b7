package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassBuffersTest {
    private static final Size MAX = new Size(3, 4);

    private final PassBuffers buffers = new PassBuffers(
            MAX, 2, ByteBuffer.allocateDirect(96), ByteBuffer.allocateDirect(96), ByteBuffer.allocateDirect(96));

    @Test
    void bytesAreCountedFor64BitInputsAnd32BitOutputs() {
        assertEquals(96, PassBuffers.inputBytes(MAX));
        assertEquals(96, PassBuffers.outputBytes(MAX, 2));
        assertEquals(1024L * 256 * 384 * 4, PassBuffers.outputBytes(new Size(1024, 256), 384));
    }

    @Test
    void rowsArePaddedAndMasked() {
        Size size = buffers.fill(List.of(tokens(5, 6, 7), tokens(8)), 3, 9);
        assertEquals(new Size(2, 3), size);
        assertArrayEquals(new long[] {5, 6, 7, 8, 9, 9}, values(buffers.ids()));
        assertArrayEquals(new long[] {1, 1, 1, 1, 0, 0}, values(buffers.mask()));
    }

    @Test
    void aSmallerPassLeavesNothingOfALargerOne() {
        buffers.fill(List.of(tokens(1, 2, 3, 4), tokens(1, 2, 3, 4), tokens(1, 2, 3, 4)), 4, 0);
        buffers.fill(List.of(tokens(7)), 2, 0);
        assertArrayEquals(new long[] {7, 0}, values(buffers.ids()));
        assertArrayEquals(new long[] {1, 0}, values(buffers.mask()));
    }

    @Test
    void theOutputOfThePassAloneIsRead() {
        buffers.output().put(new float[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertArrayEquals(new float[] {1, 2, 3, 4}, buffers.states(new Size(1, 2)));
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, buffers.states(new Size(2, 2)));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        List<Tokens> four = List.of(tokens(1), tokens(1), tokens(1), tokens(1));
        assertThrows(IllegalArgumentException.class, () -> buffers.fill(four, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> buffers.fill(List.of(tokens(1)), 5, 0));
        assertThrows(IllegalArgumentException.class, () -> buffers.fill(List.of(tokens(1, 2)), 1, 0));
        ByteBuffer small = ByteBuffer.allocateDirect(95);
        ByteBuffer enough = ByteBuffer.allocateDirect(96);
        assertThrows(IllegalArgumentException.class, () -> new PassBuffers(MAX, 2, small, enough, enough));
        assertThrows(IllegalArgumentException.class, () -> new PassBuffers(MAX, 2, enough, small, enough));
        assertThrows(IllegalArgumentException.class, () -> new PassBuffers(MAX, 2, enough, enough, small));
    }

    private static Tokens tokens(long... ids) {
        return new Tokens(ids);
    }

    private static long[] values(LongBuffer buffer) {
        long[] values = new long[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
