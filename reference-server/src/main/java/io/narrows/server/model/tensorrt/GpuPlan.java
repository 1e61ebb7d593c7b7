package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.bytedeco.tensorrt.nvinfer.IRuntime;

/**
 * A plan on a GPU. Its weights are there once, for all passes. Thread-safe. Touches JavaCPP.
 */
final class GpuPlan implements TensorRtModel.Passes {
    private final int device;
    private final List<ShapeProfile> profiles;
    private final NativeOwner owner;
    private final ICudaEngine engine;

    private GpuPlan(int device, List<ShapeProfile> profiles, NativeOwner owner, ICudaEngine engine) {
        this.device = device;
        this.profiles = profiles;
        this.owner = owner;
        this.engine = engine;
    }

    /**
     * Loads a plan.
     *
     * @param plan its file
     * @param profiles the sizes that it was compiled for
     * @throws ModelException when TensorRT refuses it, or it is the plan of another network
     * @throws IOException when it cannot be read
     */
    static GpuPlan load(Path plan, int device, List<ShapeProfile> profiles) throws IOException {
        Cuda.use(device);
        NativeOwner owner = new NativeOwner();
        try {
            TensorRtLog log = TensorRtLog.one();
            IRuntime runtime = owner.own(
                    log.made(nvinfer.createInferRuntime(log), "start"),
                    made -> CppObject.delete(made.address(), CppObject.DELETE));
            ICudaEngine engine = owner.own(
                    log.made(deserialize(runtime, plan), "read the plan"),
                    made -> CppObject.delete(made.address(), CppObject.DELETE));
            NetworkTensors.check(tensors(engine));
            if (engine.getNbOptimizationProfiles() != profiles.size()) {
                throw new ModelException("the plan has " + engine.getNbOptimizationProfiles()
                        + " optimization profiles, must have " + profiles.size());
            }
            return new GpuPlan(device, profiles, owner, engine);
        } catch (IOException | RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    private static ICudaEngine deserialize(IRuntime runtime, Path plan) throws IOException {
        try (FileChannel file = FileChannel.open(plan, StandardOpenOption.READ)) {
            // TensorRT copies what it keeps; the mapping goes with its buffer.
            try (BytePointer bytes = new BytePointer(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()))) {
                return runtime.deserializeCudaEngine(bytes, file.size());
            }
        }
    }

    private static List<NetworkTensors.Tensor> tensors(ICudaEngine engine) {
        List<NetworkTensors.Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < engine.getNbIOTensors(); i++) {
            String name = engine.getIOTensorName(i);
            List<Long> shape = new ArrayList<>();
            try (Dims64 sizes = engine.getTensorShape(name)) {
                for (int d = 0; d < sizes.nbDims(); d++) {
                    shape.add(sizes.d(d));
                }
            }
            tensors.add(new NetworkTensors.Tensor(
                    name,
                    engine.getTensorIOMode(name).intern() == nvinfer.TensorIOMode.kINPUT,
                    engine.getTensorDataType(name).intern().name(),
                    shape));
        }
        return tensors;
    }

    @Override
    public Pass open() {
        return new GpuPass(this::newContext, device, profiles);
    }

    /** One at a time: runners open on threads of their own. */
    private synchronized IExecutionContext newContext() {
        return TensorRtLog.one().made(engine.createExecutionContext(), "make an execution context");
    }

    @Override
    public void close() {
        Cuda.use(device);
        owner.close();
    }
}
