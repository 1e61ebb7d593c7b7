package io.narrows.server.model.tensorrt;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The real ONNX file behind the memory of a pass, run by ONNX Runtime: what a GPU would do, on a host without one. Counts what is
 * open, and keeps the sizes that ran.
 */
final class OnnxRuntimePasses implements TensorRtModel.Passes {
    final List<Size> ran = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    int opened;

    private final Model model;
    private final Size max;

    /** DJL must have been set up, by a model that was opened before. */
    OnnxRuntimePasses(Path onnx, Size max) throws Exception {
        this.max = max;
        model = Engine.getEngine("OnnxRuntime").newModel("states", Device.cpu());
        model.load(onnx);
    }

    @Override
    public Pass open() {
        return new OnnxRuntimePass(opened++);
    }

    @Override
    public void close() {
        closed.add("passes");
        model.close();
    }

    private final class OnnxRuntimePass implements Pass {
        private final int number;
        private final PassBuffers buffers = new PassBuffers(
                max,
                MiniLm.HIDDEN,
                memory(PassBuffers.inputBytes(max)),
                memory(PassBuffers.inputBytes(max)),
                memory(PassBuffers.outputBytes(max, MiniLm.HIDDEN)));

        private OnnxRuntimePass(int number) {
            this.number = number;
        }

        @Override
        public PassBuffers buffers() {
            return buffers;
        }

        @Override
        public void run(Size size) {
            ran.add(size);
            Shape shape = new Shape(size.texts(), size.tokens());
            try (NDManager manager = model.getNDManager().newSubManager()) {
                NDArray ids = manager.create(values(buffers.ids()), shape);
                NDArray mask = manager.create(values(buffers.mask()), shape);
                NDArray types = manager.create(new long[size.elements()], shape);
                ids.setName("input_ids");
                mask.setName("attention_mask");
                types.setName("token_type_ids");
                NDList states = model.getBlock()
                        .forward(new ParameterStore(manager, false), new NDList(ids, mask, types), false);
                buffers.output().put(states.head().toFloatArray());
            }
        }

        @Override
        public void runProfiled(Size size, LayerTimes times) {
            run(size);
            times.add("/encoder/layer.0/attention/self/query/MatMul", 1);
        }

        @Override
        public void close() {
            closed.add("pass " + number);
        }

        private ByteBuffer memory(long bytes) {
            return ByteBuffer.allocateDirect(Math.toIntExact(bytes));
        }

        private long[] values(LongBuffer buffer) {
            long[] values = new long[buffer.remaining()];
            buffer.get(values);
            return values;
        }
    }
}
