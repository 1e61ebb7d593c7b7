package io.narrows.server.model.tensorrt;

import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.nio.ByteBuffer;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.tensorrt.nvinfer.IInt8MinMaxCalibrator;
import org.jspecify.annotations.Nullable;

/**
 * Hands batches to TensorRT while it looks for the ranges of 8-bit integers. It takes smallest and largest values, which suits
 * language models better than what it does for images. Called by TensorRT on the thread that compiles. Touches JavaCPP.
 */
final class Calibrator extends IInt8MinMaxCalibrator {
    private final NativeOwner owner = new NativeOwner();
    private final CalibrationBatches batches;
    private final PassBuffers buffers;
    private final CUstream_st stream;
    private final Pointer hostIds;
    private final Pointer hostMask;
    private final Pointer ids;
    private final Pointer mask;
    private final Pointer types;
    private int next;
    private @Nullable RuntimeException failure;

    Calibrator(CalibrationBatches batches) {
        this.batches = batches;
        long bytes = PassBuffers.inputBytes(batches.size());
        try {
            stream = Cuda.stream(owner);
            hostIds = Cuda.pinnedMemory(owner, bytes);
            hostMask = Cuda.pinnedMemory(owner, bytes);
            ids = Cuda.deviceMemory(owner, bytes);
            mask = Cuda.deviceMemory(owner, bytes);
            types = Cuda.deviceMemory(owner, bytes);
            Cuda.clear(types, bytes, stream);
            buffers = new PassBuffers(
                    batches.size(), 0, Cuda.view(hostIds, bytes), Cuda.view(hostMask, bytes), ByteBuffer.allocate(0));
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    @Override
    @SuppressWarnings("deprecation") // TensorRT 10 still asks
    public int getBatchSize() {
        return batches.size().texts();
    }

    /** False where there is no further batch, or it cannot be handed over: an exception here would end the process. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as declared there
    public boolean getBatch(PointerPointer bindings, PointerPointer names, int count) {
        try {
            if (next == batches.count()) {
                return false;
            }
            Size size = buffers.fill(batches.batch(next++), batches.size().tokens(), MiniLm.PAD_TOKEN);
            Cuda.copyIn(ids, hostIds, PassBuffers.inputBytes(size), stream);
            Cuda.copyIn(mask, hostMask, PassBuffers.inputBytes(size), stream);
            Cuda.await(stream);
            for (int i = 0; i < count; i++) {
                bindings.put(i, memory(names.getString(i)));
            }
            return true;
        } catch (RuntimeException e) {
            failure = e;
            return false;
        }
    }

    private Pointer memory(String input) {
        return switch (input) {
            case NetworkTensors.IDS -> ids;
            case NetworkTensors.MASK -> mask;
            case NetworkTensors.TYPES -> types;
            default -> throw new IllegalArgumentException("the network has an input \"" + input + "\" too");
        };
    }

    /** There is none: the plan is what is cached. */
    @Override
    public @Nullable Pointer readCalibrationCache(LongPointer length) {
        length.put(0);
        return null;
    }

    @Override
    public void writeCalibrationCache(Pointer cache, long length) {}

    /**
     * Makes sure, after the build, that it has seen every batch: TensorRT takes one that could not be handed over for the end.
     */
    void requireAll() {
        if (failure != null) {
            throw failure;
        }
    }

    void release() {
        owner.close();
        close();
    }
}
