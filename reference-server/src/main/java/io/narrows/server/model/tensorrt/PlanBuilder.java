package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.tensorrt.ShapeProfile.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.OptProfileSelector;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.bytedeco.tensorrt.nvinfer.Dims2;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.ILogger;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.IOptimizationProfile;
import org.bytedeco.tensorrt.nvonnxparser.IParser;
import org.bytedeco.tensorrt.nvonnxparser.IParserError;
import org.jspecify.annotations.Nullable;

/** Compiles an ONNX file to a plan for the GPU of the calling thread; takes minutes. Touches JavaCPP. */
final class PlanBuilder {
    /** Networks have their batch as an axis of their tensors since TensorRT 10; there is nothing to ask for. */
    private static final int NO_FLAGS = 0;

    private static final long PIECE_BYTES = 1 << 30;

    private final TensorRtLog log = TensorRtLog.one();
    private final NativeOwner owner;
    private final Precision precision;
    private final List<ShapeProfile> profiles;
    private final @Nullable CalibrationBatches calibration;

    private PlanBuilder(
            NativeOwner owner,
            Precision precision,
            List<ShapeProfile> profiles,
            @Nullable CalibrationBatches calibration) {
        this.owner = owner;
        this.precision = precision;
        this.profiles = profiles;
        this.calibration = calibration;
    }

    /**
     * Compiles.
     *
     * @param onnx the network
     * @param calibration texts for {@link Precision#INT8}, null for the others
     * @param plan the file to write
     * @throws ModelException when TensorRT cannot read the file or compile it
     * @throws IOException when the plan cannot be written
     */
    static void compile(
            Path onnx,
            Precision precision,
            List<ShapeProfile> profiles,
            @Nullable CalibrationBatches calibration,
            Path plan)
            throws IOException {
        try (NativeOwner owner = new NativeOwner()) {
            new PlanBuilder(owner, precision, profiles, calibration).compile(onnx, plan);
        }
    }

    private void compile(Path onnx, Path plan) throws IOException {
        IBuilder builder = owner.own(
                log.made(nvinfer.createInferBuilder(log), "start"),
                made -> CppObject.delete(made.address(), CppObject.DELETE));
        INetworkDefinition network = owner.own(
                log.made(builder.createNetworkV2(NO_FLAGS), "make a network"),
                made -> CppObject.delete(made.address(), CppObject.DELETE));
        parse(onnx, network);
        IBuilderConfig config = owner.own(
                log.made(builder.createBuilderConfig(), "make a configuration"),
                made -> CppObject.delete(made.address(), CppObject.DELETE));
        allow(config);
        for (ShapeProfile profile : profiles) {
            int index = config.addOptimizationProfile(profile(builder, profile));
            log.worked(index >= 0, "take the optimization profile " + profile);
        }
        Calibrator calibrator = calibration == null ? null : calibrator(builder, config, calibration);
        IHostMemory compiled = owner.own(
                log.made(builder.buildSerializedNetwork(network, config), "compile the network"),
                made -> CppObject.delete(made.address(), CppObject.DELETE));
        if (calibrator != null) {
            calibrator.requireAll();
        }
        write(compiled, plan);
    }

    /** The parser holds the weights that the network refers to, so it is released after the build. */
    private void parse(Path onnx, INetworkDefinition network) {
        IParser parser = owner.own(
                log.made(nvonnxparser.createParser(network, log), "make a parser"),
                made -> CppObject.delete(made.address(), CppObject.DELETE_PARSER));
        if (!parser.parseFromFile(onnx.toString(), ILogger.Severity.kWARNING.value)) {
            StringBuilder errors = new StringBuilder();
            for (int i = 0; i < parser.getNbErrors(); i++) {
                IParserError error = parser.getError(i);
                errors.append(i == 0 ? ": " : "; ")
                        .append(error.desc())
                        .append(" (node ")
                        .append(error.node())
                        .append(')');
            }
            throw new ModelException(
                    "TensorRT cannot read " + onnx + errors.toString().replace('\n', ' '));
        }
    }

    /** Which numbers kernels may use. NVIDIA wants that said in the network instead, which this ONNX file does not. */
    @SuppressWarnings("deprecation")
    private void allow(IBuilderConfig config) {
        switch (precision) {
            case FP32 -> config.clearFlag(BuilderFlag.kTF32);
            case TF32 -> config.setFlag(BuilderFlag.kTF32);
            case FP16 -> config.setFlag(BuilderFlag.kFP16);
            case BF16 -> config.setFlag(BuilderFlag.kBF16);
            case INT8 -> {
                config.setFlag(BuilderFlag.kINT8);
                config.setFlag(BuilderFlag.kFP16);
            }
        }
    }

    /** Belongs to the builder. */
    private IOptimizationProfile profile(IBuilder builder, ShapeProfile sizes) {
        IOptimizationProfile profile = log.made(builder.createOptimizationProfile(), "make an optimization profile");
        for (String input : NetworkTensors.INPUTS) {
            set(profile, input, OptProfileSelector.kMIN, sizes.min());
            set(profile, input, OptProfileSelector.kOPT, sizes.opt());
            set(profile, input, OptProfileSelector.kMAX, sizes.max());
        }
        return profile;
    }

    private void set(IOptimizationProfile profile, String input, OptProfileSelector which, Size size) {
        try (Dims2 shape = new Dims2(size.texts(), size.tokens())) {
            log.worked(profile.setDimensions(input, which, shape), "take size " + size + " of \"" + input + "\"");
        }
    }

    @SuppressWarnings("deprecation") // as above: the ONNX file has no ranges of its own
    private Calibrator calibrator(IBuilder builder, IBuilderConfig config, CalibrationBatches batches) {
        ShapeProfile fixed = new ShapeProfile(batches.size(), batches.size(), batches.size());
        log.worked(
                config.setCalibrationProfile(profile(builder, fixed)), "calibrate with batches of " + batches.size());
        Calibrator calibrator = owner.own(new Calibrator(batches), Calibrator::release);
        config.setInt8Calibrator(calibrator);
        return calibrator;
    }

    /** In pieces, because a buffer of Java's holds at most 2 GiB. */
    private static void write(IHostMemory compiled, Path plan) throws IOException {
        try (FileChannel file = FileChannel.open(plan, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            BytePointer data = new BytePointer(compiled.data()).capacity(compiled.size());
            for (long done = 0; done < compiled.size(); done += PIECE_BYTES) {
                long end = Math.min(compiled.size(), done + PIECE_BYTES);
                ByteBuffer piece = data.position(done).limit(end).asByteBuffer();
                while (piece.hasRemaining()) {
                    file.write(piece);
                }
            }
        }
    }
}
