package io.narrows.server.model.tensorrt;

import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.nvinfer.Dims2;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.bytedeco.tensorrt.nvinfer.IProfiler;
import org.jspecify.annotations.Nullable;

/**
 * A pass on the GPU. It has a stream of its own, memory for the largest pass on both sides, and an execution context for each
 * optimization profile; the contexts that are profiled are others, made when they are first asked for, because a context with a
 * profiler is slower from then on. Touches JavaCPP.
 */
final class GpuPass implements Pass {
    private final NativeOwner owner = new NativeOwner();
    private final Supplier<IExecutionContext> newContext;
    private final int device;
    private final List<ShapeProfile> profiles;

    private final CUstream_st stream;
    private final Pointer hostIds;
    private final Pointer hostMask;
    private final Pointer hostStates;
    private final Pointer ids;
    private final Pointer mask;
    private final Pointer types;
    private final Pointer states;
    private final PassBuffers buffers;
    private final Dims2 shape;
    private final List<IExecutionContext> contexts;
    private @Nullable List<IExecutionContext> profiledContexts;
    private @Nullable LayerProfiler profiler;

    /**
     * @param newContext makes execution contexts, which are deleted in {@link #close}
     * @param profiles those of the plan, the largest last
     * @throws io.narrows.server.model.ModelException when the GPU or the host has no memory left for it
     */
    GpuPass(Supplier<IExecutionContext> newContext, int device, List<ShapeProfile> profiles) {
        this.newContext = newContext;
        this.device = device;
        this.profiles = profiles;
        Size max = profiles.get(profiles.size() - 1).max();
        long inputBytes = PassBuffers.inputBytes(max);
        long outputBytes = PassBuffers.outputBytes(max, MiniLm.HIDDEN);
        Cuda.use(device);
        try {
            stream = Cuda.stream(owner);
            hostIds = Cuda.pinnedMemory(owner, inputBytes);
            hostMask = Cuda.pinnedMemory(owner, inputBytes);
            hostStates = Cuda.pinnedMemory(owner, outputBytes);
            ids = Cuda.deviceMemory(owner, inputBytes);
            mask = Cuda.deviceMemory(owner, inputBytes);
            types = Cuda.deviceMemory(owner, inputBytes);
            states = Cuda.deviceMemory(owner, outputBytes);
            Cuda.clear(types, inputBytes, stream);
            buffers = new PassBuffers(
                    max,
                    MiniLm.HIDDEN,
                    Cuda.view(hostIds, inputBytes),
                    Cuda.view(hostMask, inputBytes),
                    Cuda.view(hostStates, outputBytes));
            shape = owner.own(new Dims2(1, 1), Pointer::close);
            contexts = contexts();
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** An execution context for each profile, at its memory. */
    private List<IExecutionContext> contexts() {
        TensorRtLog log = TensorRtLog.one();
        List<IExecutionContext> made = new ArrayList<>();
        for (int profile = 0; profile < profiles.size(); profile++) {
            IExecutionContext context =
                    owner.own(newContext.get(), old -> CppObject.delete(old.address(), CppObject.DELETE));
            log.worked(context.setOptimizationProfileAsync(profile, stream), "select an optimization profile");
            Cuda.await(stream);
            boolean set = context.setTensorAddress(NetworkTensors.IDS, ids)
                    && context.setTensorAddress(NetworkTensors.MASK, mask)
                    && context.setTensorAddress(NetworkTensors.TYPES, types)
                    && context.setTensorAddress(NetworkTensors.STATES, states);
            log.worked(set, "use memory for inputs and output");
            made.add(context);
        }
        return made;
    }

    @Override
    public PassBuffers buffers() {
        return buffers;
    }

    @Override
    public void run(Size size) {
        Cuda.use(device);
        run(size, contexts);
    }

    @Override
    public void runProfiled(Size size, LayerTimes times) {
        Cuda.use(device);
        LayerProfiler hearing = profiler;
        List<IExecutionContext> profiled = profiledContexts;
        if (hearing == null || profiled == null) {
            hearing = new LayerProfiler();
            profiled = contexts();
            for (IExecutionContext context : profiled) {
                context.setProfiler(new IProfiler(at(hearing.address())));
            }
            profiler = hearing;
            profiledContexts = profiled;
        }
        List<IExecutionContext> running = profiled;
        hearing.hear(times, () -> run(size, running));
    }

    private static Pointer at(long memory) {
        return new Pointer() {
            {
                address = memory;
            }
        };
    }

    private void run(Size size, List<IExecutionContext> from) {
        TensorRtLog log = TensorRtLog.one();
        IExecutionContext context = from.get(ShapeProfile.indexFor(profiles, size));
        shape.d(0, size.texts()).d(1, size.tokens());
        for (String input : NetworkTensors.INPUTS) {
            log.worked(context.setInputShape(input, shape), "take inputs of " + size);
        }
        Cuda.copyIn(ids, hostIds, PassBuffers.inputBytes(size), stream);
        Cuda.copyIn(mask, hostMask, PassBuffers.inputBytes(size), stream);
        boolean queued = context.enqueueV3(stream);
        if (queued) {
            Cuda.copyOut(hostStates, states, PassBuffers.outputBytes(size, MiniLm.HIDDEN), stream);
        }
        // Also where it failed: the next pass writes to memory that the copies of this one may still read.
        Cuda.await(stream);
        log.worked(queued, "run the network");
    }

    @Override
    public void close() {
        Cuda.use(device);
        owner.close();
    }
}
