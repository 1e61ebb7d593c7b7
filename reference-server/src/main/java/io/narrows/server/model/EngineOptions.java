package io.narrows.server.model;

import io.narrows.server.model.tensorrt.TensorRtOptions;
import io.narrows.server.model.variants.Variant;

/**
 * How to run a model.
 *
 * @param engine {@link #PYTORCH}, {@link #ONNXRUNTIME} or {@link #TENSORRT}
 * @param variant the form of the network
 * @param intraOpThreads threads that share one forward; 0 chooses: 1 on at most four processors, otherwise half of them
 * @param device where it runs; {@link #TENSORRT} takes the first GPU unless another is chosen by its number,
 *     and does not go with the processor
 * @param tensorRt how {@link #TENSORRT} compiles and runs a network; the other engines do not look at it
 */
public record EngineOptions(
        String engine, Variant variant, int intraOpThreads, DeviceChoice device, TensorRtOptions tensorRt) {
    public static final String PYTORCH = "pytorch";
    public static final String ONNXRUNTIME = "onnxruntime";
    public static final String TENSORRT = "tensorrt";

    private static final int FEW_PROCESSORS = 4;

    /**
     * @throws ModelException when {@code intraOpThreads} is negative or above 1024
     */
    public EngineOptions {
        if (intraOpThreads < 0 || intraOpThreads > 1024) {
            throw new ModelException("intra-op threads is " + intraOpThreads + ", must be 0 to 1024 (0 chooses)");
        }
    }

    /** An engine on the processor, {@link #TENSORRT} on the first GPU, with the defaults of TensorRT. */
    public EngineOptions(String engine, Variant variant, int intraOpThreads) {
        this(
                engine,
                variant,
                intraOpThreads,
                engine.equals(TENSORRT) ? DeviceChoice.AUTO : DeviceChoice.CPU,
                TensorRtOptions.defaults());
    }

    /** The same with the default variant. */
    public EngineOptions(String engine, int intraOpThreads) {
        this(engine, Variant.FP32, intraOpThreads);
    }

    /** The PyTorch engine with the number of threads that suits this machine. */
    public static EngineOptions defaults() {
        return new EngineOptions(PYTORCH, 0);
    }

    /** The number of intra-op threads to use: {@code intraOpThreads}, or the default for this machine where it is 0. */
    public int effectiveIntraOpThreads() {
        if (intraOpThreads > 0) {
            return intraOpThreads;
        }
        int processors = Runtime.getRuntime().availableProcessors();
        return processors <= FEW_PROCESSORS ? 1 : processors / 2;
    }
}
