package io.narrows.server.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.minilm.MiniLm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;

/**
 * The TorchScript network: token ids and mask in, pooled vectors out.
 *
 * <p>The input tensors lie on this object's own memory, which the next batch uses again, so a batch allocates nothing
 * outside the heap that waits for the garbage collector.
 */
final class PyTorchFormat implements BatchFormat {
    private static final int FIRST_CAPACITY_BYTES = 1 << 16;

    private ByteBuffer memory = allocate(FIRST_CAPACITY_BYTES);

    @Override
    public NDList inputs(NDManager manager, List<Tokens> texts, int length) {
        int tensorBytes = Math.multiplyExact(texts.size() * length, Long.BYTES);
        if (memory.capacity() < 2 * tensorBytes) {
            memory = allocate(Math.max(2 * memory.capacity(), 2 * tensorBytes));
        }
        ByteBuffer ids = memory.slice(0, tensorBytes).order(ByteOrder.nativeOrder());
        ByteBuffer mask = memory.slice(tensorBytes, tensorBytes).order(ByteOrder.nativeOrder());
        LongBuffer idValues = ids.asLongBuffer();
        LongBuffer maskValues = mask.asLongBuffer();
        for (Tokens text : texts) {
            for (long id : text.ids()) {
                idValues.put(id);
                maskValues.put(1);
            }
            for (int i = text.length(); i < length; i++) {
                idValues.put(MiniLm.PAD_TOKEN);
                maskValues.put(0);
            }
        }
        Shape shape = new Shape(texts.size(), length);
        return new NDList(manager.create(ids, shape, DataType.INT64), manager.create(mask, shape, DataType.INT64));
    }

    @Override
    public float[][] vectors(NDList outputs, List<Tokens> texts, int length) {
        NDArray vectors = outputs.head();
        float[] values = vectors.toFloatArray();
        float[][] result = new float[texts.size()][MiniLm.HIDDEN];
        if (values.length != result.length * MiniLm.HIDDEN) {
            throw new IllegalStateException("output has shape " + vectors.getShape());
        }
        for (int i = 0; i < result.length; i++) {
            System.arraycopy(values, i * MiniLm.HIDDEN, result[i], 0, MiniLm.HIDDEN);
        }
        return result;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }
}
