package io.narrows.server.model.tensorrt;

import com.sun.jna.NativeLibrary;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.FailureReason;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.djl.WarmUp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine {@code tensorrt}: whether it can run here, and models on it. Thread-safe.
 */
public final class TensorRt {
    private static final String BINDINGS = "org/bytedeco/tensorrt/global/nvinfer.class";
    private static final String NATIVE_BINDINGS = "org/bytedeco/tensorrt/linux-x86_64/libjninvinfer.so";

    private TensorRt() {}

    /**
     * Why the engine is not available here, in words that follow "not available: "; null where nothing is known to be missing.
     * Whether there is a GPU is seen when a model is opened.
     */
    public static @Nullable String missing(ModelCache cache) {
        String os = System.getProperty("os.name", "");
        String processor = System.getProperty("os.arch", "");
        if (!os.equals("Linux") || !processor.equals("amd64")) {
            return "it runs on Linux x86-64, this is " + os + " " + processor;
        }
        if (!onClassPath(BINDINGS) || !onClassPath(NATIVE_BINDINGS)) {
            return "this build leaves it out";
        }
        unpackBelow(cache);
        List<HostLibrary> missing = HostLibrary.missing(TensorRt::loads);
        return missing.isEmpty() ? null : HostLibrary.notFound(missing);
    }

    /**
     * Opens an ONNX file, compiling it first where there is no plan for it and this GPU in the cache, and warms it up. {@link #missing} has said that
     * nothing is.
     *
     * @param name what to call the model
     * @param files its files
     * @param cache where plans are kept
     * @param listener hears of compiling
     * @throws ModelException when the engine is not available, or the file cannot be compiled or run
     */
    public static TextModel open(
            String name, PreparedModel files, EngineOptions options, ModelCache cache, PrepareListener listener) {
        TextModel opened;
        try {
            String noGpu = Cuda.noGpu();
            if (noGpu != null) {
                throw new ModelException(notAvailable(noGpu));
            }
            opened = GpuModel.open(name, files, options, cache, listener);
        } catch (LinkageError e) {
            throw new ModelException(notAvailable(FailureReason.of(e)), e);
        }
        WarmUp.run(opened, listener);
        return opened;
    }

    private static String notAvailable(String missing) {
        return "engine \"" + EngineOptions.TENSORRT + "\" is not available: " + missing + "; use engine \""
                + EngineOptions.PYTORCH + "\"";
    }

    private static boolean onClassPath(String resource) {
        return TensorRt.class.getClassLoader().getResource(resource) != null;
    }

    private static boolean loads(String file) {
        try {
            NativeLibrary.getInstance(file);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** What JavaCPP and JNA unpack goes below the cache folder, unless the user has chosen another. */
    private static void unpackBelow(ModelCache cache) {
        byDefault(
                "org.bytedeco.javacpp.cachedir",
                cache.natives().resolve("javacpp").toString());
        byDefault("jna.tmpdir", cache.natives().resolve("jna").toString());
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
