package io.narrows.server.model.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.server.model.torchscript.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NarrowedTest {
    @Test
    void contentKeepsItsOrderOverPieces() throws IOException {
        Content floats = sink -> {
            for (float[] piece : new float[][] {{1, -2}, {0.5f}}) {
                ByteBuffer bytes = ByteBuffer.allocate(4 * piece.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(piece);
                sink.take(bytes);
            }
        };
        List<Integer> bytes = new ArrayList<>();
        Narrowed.of(floats, HalfFloat::toBf16).copyTo(piece -> {
            while (piece.hasRemaining()) {
                bytes.add(piece.get() & 0xff);
            }
        });
        assertEquals(List.of(0x80, 0x3f, 0x00, 0xc0, 0x00, 0x3f), bytes);
    }
}
