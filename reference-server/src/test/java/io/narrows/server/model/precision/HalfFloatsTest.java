package io.narrows.server.model.precision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.server.model.torchscript.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalfFloatsTest {

    /** What the bits of IEEE 754 binary16 mean, written down a second time, in doubles. */
    private static double float16(int bits) {
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude =
                exponent == 0 ? fraction * Math.pow(2, -24) : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    @Test
    void everyFloat16IsItsOwnClosest() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            if ((bits & 0x7c00) != 0x7c00) {
                assertEquals((short) bits, HalfFloats.float16((float) float16(bits)), "bits " + bits);
            }
        }
    }

    @Test
    void betweenTwoFloat16TheCloserAndInTheMiddleTheEvenOneIsTaken() {
        for (int bits = 0; bits < 0x7bff; bits++) {
            float low = (float) float16(bits);
            float high = (float) float16(bits + 1);
            float middle = (float) ((float16(bits) + float16(bits + 1)) / 2);
            assertEquals((short) (bits + (bits & 1)), HalfFloats.float16(middle), "middle after " + bits);
            assertEquals((short) bits, HalfFloats.float16(Math.max(low, Math.nextDown(middle))), "below, " + bits);
            assertEquals((short) (bits + 1), HalfFloats.float16(Math.min(high, Math.nextUp(middle))), "above, " + bits);
        }
    }

    @Test
    void whatIsTooLargeForAFloat16IsInfiniteAndNanStaysNan() {
        assertEquals((short) 0x7bff, HalfFloats.float16(65519.99f));
        assertEquals((short) 0x7c00, HalfFloats.float16(65520f));
        assertEquals((short) 0xfc00, HalfFloats.float16(Float.NEGATIVE_INFINITY));
        assertEquals((short) 0x7e00, HalfFloats.float16(Float.NaN));
        assertEquals((short) 0x8000, HalfFloats.float16(-0f));
    }

    @Test
    void everyBfloat16IsItsOwnClosestAndTheMiddleGoesToTheEvenOne() {
        for (int bits = 0; bits < 0x7f80; bits++) {
            assertEquals((short) bits, HalfFloats.bfloat16(Float.intBitsToFloat(bits << 16)));
            int middle = bits << 16 | 0x8000;
            assertEquals((short) (bits + (bits & 1)), HalfFloats.bfloat16(Float.intBitsToFloat(middle)));
            assertEquals((short) bits, HalfFloats.bfloat16(Float.intBitsToFloat(middle - 1)));
            assertEquals((short) (bits + 1), HalfFloats.bfloat16(Float.intBitsToFloat(middle + 1)));
        }
        assertEquals((short) 0x7f80, HalfFloats.bfloat16(Float.MAX_VALUE));
        // A NaN whose payload lies in the lower half must not become infinite.
        assertEquals((short) 0x7fc0, HalfFloats.bfloat16(Float.intBitsToFloat(0x7f800001)));
    }

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
        HalfFloats.narrowed(floats, HalfFloats::bfloat16).copyTo(piece -> {
            while (piece.hasRemaining()) {
                bytes.add(piece.get() & 0xff);
            }
        });
        assertEquals(List.of(0x80, 0x3f, 0x00, 0xc0, 0x00, 0x3f), bytes);
    }
}
