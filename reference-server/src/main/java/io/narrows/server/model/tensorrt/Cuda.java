package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;
import java.nio.ByteBuffer;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of CUDA's runtime that are needed, each checked. What is made here is released by an owner. Touches JavaCPP.
 *
 * <p>CUDA keeps a current device for each thread: {@link #use} comes before all others on a thread.
 */
final class Cuda {
    private Cuda() {}

    /** Makes a GPU the calling thread's own. */
    static void use(int device) {
        check(cudart.cudaSetDevice(device), "use GPU " + device);
    }

    /** Why there is no GPU to run on, in one line; null where there is one. */
    static @Nullable String noGpu() {
        int[] count = new int[1];
        int code = cudart.cudaGetDeviceCount(count);
        if (code == CudaStatus.SUCCESS && count[0] == 0) {
            code = CudaStatus.NO_DEVICE;
        }
        return code == CudaStatus.SUCCESS ? null : status(code).reason();
    }

    /** What a GPU is. */
    static GpuFacts facts(int device) {
        int[] driver = new int[1];
        int[] runtime = new int[1];
        check(cudart.cudaDriverGetVersion(driver), "read the driver's version");
        check(cudart.cudaRuntimeGetVersion(runtime), "read CUDA's version");
        return new GpuFacts(
                name(device),
                attribute(cudart.cudaDevAttrComputeCapabilityMajor, device) + "."
                        + attribute(cudart.cudaDevAttrComputeCapabilityMinor, device),
                attribute(cudart.cudaDevAttrMultiProcessorCount, device),
                GpuFacts.tensorRtVersion(nvinfer.getInferLibVersion()) + "." + nvinfer.getInferLibBuildVersion(),
                GpuFacts.cudaVersion(runtime[0]),
                GpuFacts.cudaVersion(driver[0]));
    }

    private static String name(int device) {
        try (cudaDeviceProp properties = new cudaDeviceProp()) {
            check(cudart.cudaGetDeviceProperties(properties, device), "read what GPU " + device + " is");
            return properties.name().getString();
        }
    }

    private static int attribute(int attribute, int device) {
        int[] value = new int[1];
        check(cudart.cudaDeviceGetAttribute(value, attribute, device), "read what GPU " + device + " is");
        return value[0];
    }

    /** A stream that does not wait for others. */
    static CUstream_st stream(NativeOwner owner) {
        CUstream_st stream = new CUstream_st();
        check(cudart.cudaStreamCreateWithFlags(stream, cudart.cudaStreamNonBlocking), "make a CUDA stream");
        return owner.own(stream, made -> check(cudart.cudaStreamDestroy(made), "release a CUDA stream"));
    }

    /** Memory on the GPU. */
    static Pointer deviceMemory(NativeOwner owner, long bytes) {
        Pointer memory = new Pointer();
        check(cudart.cudaMalloc(memory, bytes), "take " + bytes + " bytes of the GPU's memory");
        return owner.own(memory, taken -> check(cudart.cudaFree(taken), "give memory of the GPU back"));
    }

    /** Memory of the host that is never paged out, so that the GPU copies from and to it by itself. */
    static Pointer pinnedMemory(NativeOwner owner, long bytes) {
        Pointer memory = new Pointer();
        check(cudart.cudaMallocHost(memory, bytes), "pin " + bytes + " bytes of memory");
        return owner.own(memory, taken -> check(cudart.cudaFreeHost(taken), "give pinned memory back"));
    }

    /** A view of pinned memory; not to be used after its owner is closed. */
    static ByteBuffer view(Pointer pinned, long bytes) {
        return new BytePointer(pinned).capacity(bytes).asByteBuffer();
    }

    /** Sets all bytes to 0 and waits until they are. */
    static void clear(Pointer deviceMemory, long bytes, CUstream_st stream) {
        check(cudart.cudaMemsetAsync(deviceMemory, 0, bytes, stream), "clear memory of the GPU");
        await(stream);
    }

    /** Puts a copy to the GPU into a stream. */
    static void copyIn(Pointer deviceMemory, Pointer pinned, long bytes, CUstream_st stream) {
        check(
                cudart.cudaMemcpyAsync(deviceMemory, pinned, bytes, cudart.cudaMemcpyHostToDevice, stream),
                "copy inputs to the GPU");
    }

    /** Puts a copy from the GPU into a stream. */
    static void copyOut(Pointer pinned, Pointer deviceMemory, long bytes, CUstream_st stream) {
        check(
                cudart.cudaMemcpyAsync(pinned, deviceMemory, bytes, cudart.cudaMemcpyDeviceToHost, stream),
                "copy the output from the GPU");
    }

    /** Waits until all that is in a stream is done. */
    static void await(CUstream_st stream) {
        check(cudart.cudaStreamSynchronize(stream), "wait for the GPU");
    }

    /**
     * @throws ModelException where a call failed
     */
    private static void check(int code, String doing) {
        if (code != CudaStatus.SUCCESS) {
            throw status(code).failure(doing);
        }
    }

    private static CudaStatus status(int code) {
        return new CudaStatus(code, string(cudart.cudaGetErrorName(code)), string(cudart.cudaGetErrorString(code)));
    }

    private static String string(BytePointer text) {
        return text == null || text.isNull() ? "" : text.getString();
    }
}
