package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How TensorRT compiles and runs a network.
 *
 * @param precision the numbers that it may compute with
 * @param maxBatch most texts in one pass; a larger batch runs as several
 * @param optBatch texts in the batches that it is made fastest for
 * @param optTokens length of the texts that it is made fastest for, in tokens
 * @param calibration file with texts, one a line, that {@link Precision#INT8} takes its ranges from; null for none
 */
public record TensorRtOptions(
        Precision precision,
        int maxBatch,
        int optBatch,
        int optTokens,
        @Nullable Path calibration) {
    public static final Precision DEFAULT_PRECISION = Precision.FP32;
    public static final int DEFAULT_MAX_BATCH = 32;
    public static final int DEFAULT_OPT_BATCH = 8;
    public static final int DEFAULT_OPT_TOKENS = 32;

    private static final int MOST = 1024;

    /**
     * @throws ModelException when a number is out of its range, or a precision lacks its calibration texts
     */
    public TensorRtOptions {
        between("tensorrt.max-batch", maxBatch, MOST);
        between("tensorrt.opt-batch", optBatch, MOST);
        between("tensorrt.opt-tokens", optTokens, MOST);
        if (optBatch > maxBatch) {
            throw new ModelException(
                    "tensorrt.opt-batch is " + optBatch + ", must be at most tensorrt.max-batch, which is " + maxBatch);
        }
        if (precision == Precision.INT8 && calibration == null) {
            throw new ModelException("tensorrt.precision is int8, which needs texts to take its ranges from:"
                    + " tensorrt.calibration must name a file");
        }
    }

    /** The defaults. */
    public static TensorRtOptions defaults() {
        return new TensorRtOptions(DEFAULT_PRECISION, DEFAULT_MAX_BATCH, DEFAULT_OPT_BATCH, DEFAULT_OPT_TOKENS, null);
    }

    private static void between(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new ModelException(name + " is " + value + ", must be 1 to " + max);
        }
    }
}
