package io.narrows.server.model.tensorrt;

import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * Memory that a pass reads its inputs from and writes its output to. Its layout, for n texts padded to s tokens:
 *
 * <pre>
 *   ids      n * s  int64, row by row, padded with padToken
 *   mask     n * s  int64, 1 for a token, 0 for padding
 *   states   n * s * width  float32
 * </pre>
 *
 * <p>Each of the three begins at the start of its own memory, whatever n and s are, and has room for the largest pass. The
 * memory belongs to the caller, who frees it after the last use. For one thread at a time.
 */
final class PassBuffers {
    private final Size max;
    private final int width;
    private final LongBuffer ids;
    private final LongBuffer mask;
    private final FloatBuffer states;

    /**
     * @param max the largest pass
     * @param width floats for each token in the output
     * @param idBytes memory for the ids, at least {@link #inputBytes} of it
     * @param maskBytes memory for the mask, as much
     * @param stateBytes memory for the output, at least {@link #outputBytes} of it
     */
    PassBuffers(Size max, int width, ByteBuffer idBytes, ByteBuffer maskBytes, ByteBuffer stateBytes) {
        this.max = max;
        this.width = width;
        require("ids", idBytes, inputBytes(max));
        require("mask", maskBytes, inputBytes(max));
        require("states", stateBytes, outputBytes(max, width));
        ids = idBytes.order(ByteOrder.nativeOrder()).asLongBuffer();
        mask = maskBytes.order(ByteOrder.nativeOrder()).asLongBuffer();
        states = stateBytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /** Bytes of one input of a pass. */
    static long inputBytes(Size size) {
        return Math.multiplyExact((long) size.elements(), (long) Long.BYTES);
    }

    /** Bytes of the output of a pass. */
    static long outputBytes(Size size, int width) {
        return Math.multiplyExact(Math.multiplyExact((long) size.elements(), (long) width), (long) Float.BYTES);
    }

    private static void require(String name, ByteBuffer memory, long bytes) {
        if (memory.capacity() < bytes) {
            throw new IllegalArgumentException(
                    "memory for " + name + " has " + memory.capacity() + " bytes, must have at least " + bytes);
        }
    }

    /**
     * Writes the inputs of a pass.
     *
     * @param texts at most as many as the largest pass has
     * @param tokens length to pad to, at least that of the longest text
     * @param padToken id that pads
     * @return the pass's size
     */
    Size fill(List<Tokens> texts, int tokens, long padToken) {
        Size size = new Size(texts.size(), tokens);
        if (!size.fitsIn(max)) {
            throw new IllegalArgumentException("a pass of " + size + " is larger than the largest, " + max);
        }
        ids.clear();
        mask.clear();
        for (Tokens text : texts) {
            if (text.length() > tokens) {
                throw new IllegalArgumentException(
                        "a text has " + text.length() + " tokens, must have at most " + tokens);
            }
            ids.put(text.ids());
            for (int i = 0; i < tokens; i++) {
                mask.put(i < text.length() ? 1 : 0);
                if (i >= text.length()) {
                    ids.put(padToken);
                }
            }
        }
        ids.flip();
        mask.flip();
        return size;
    }

    /** Copies the output of a pass. */
    float[] states(Size size) {
        float[] values = new float[Math.multiplyExact(size.elements(), width)];
        states.clear().get(values);
        return values;
    }

    /** The ids written last. */
    LongBuffer ids() {
        return ids.duplicate();
    }

    /** The mask written last. */
    LongBuffer mask() {
        return mask.duplicate();
    }

    /** Where the output goes. */
    FloatBuffer output() {
        return states.duplicate().clear();
    }
}
