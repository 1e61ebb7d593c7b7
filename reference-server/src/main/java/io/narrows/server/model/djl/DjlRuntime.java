package io.narrows.server.model.djl;

import ai.djl.engine.Engine;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.FailureReason;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.cache.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Starts DJL the way Narrows wants it, once a process: offline, silent, native libraries unpacked below the cache folder,
 * threads fixed. Thread-safe.
 */
final class DjlRuntime {
    /*
     * DJL is set up through system properties that it reads while its classes are initialised, so they are set before the
     * first of them is touched. Folders and switches that the user has set stay.
     *
     *   ai.djl.offline                     no download of native libraries or models, and no "call home" at engine start
     *   OPT_OUT_TRACKING                   the same call, should offline ever mean less
     *   RUST_FLAVOR                        the tokenizer's library for the CPU, also where a GPU would be found
     *   ai.djl.pytorch.graph_optimizer     false: TorchScript is interpreted as written. The optimising executor profiles a
     *                                      first run and compiles again in a later one, and was not seen to run faster.
     *   jna.tmpdir                         JNA, with which DJL looks for GPUs, unpacks below the cache folder too
     */
    private static int intraOpThreads;

    private DjlRuntime() {}

    /**
     * Loads an engine.
     *
     * @param djlName its name in DJL
     * @throws ModelException when it cannot be loaded, or runs with another number of threads
     */
    static synchronized Engine engine(
            String djlName, EngineOptions options, ModelCache cache, PrepareListener listener) {
        int threads = options.effectiveIntraOpThreads();
        if (intraOpThreads != 0 && intraOpThreads != threads) {
            throw new ModelException("intra-op threads is " + threads + ", must be " + intraOpThreads
                    + ": one process runs all models with one number");
        }
        Path natives = configure(threads, cache);
        try {
            Engine engine = unpacked(natives, listener, () -> Engine.getEngine(djlName));
            intraOpThreads = threads;
            return engine;
        } catch (RuntimeException | LinkageError e) {
            throw new ModelException("engine \"" + options.engine() + "\" cannot be loaded: " + reason(e), e);
        }
    }

    /**
     * Loads the tokenizer's library, for a model that runs on no engine of DJL.
     *
     * @throws ModelException when it cannot be loaded
     */
    static synchronized void tokenizers(EngineOptions options, ModelCache cache, PrepareListener listener) {
        Path natives = configure(options.effectiveIntraOpThreads(), cache);
        try {
            unpacked(natives, listener, () -> true);
        } catch (RuntimeException | LinkageError e) {
            throw new ModelException("the tokenizer's library cannot be loaded: " + reason(e), e);
        }
    }

    /** Loads under a lock, because DJL's own unpacking does not expect a second process. */
    private static <T> T unpacked(Path natives, PrepareListener listener, Supplier<T> engine) {
        try {
            return FolderLock.holding(
                    natives,
                    "unpacking.lock",
                    () -> listener.notice("waiting for another process that is unpacking native libraries"),
                    () -> load(engine));
        } catch (IOException e) {
            // Nothing can be written there, which is well when all is unpacked already.
            try {
                return load(engine);
            } catch (RuntimeException | LinkageError notUnpacked) {
                e.addSuppressed(notUnpacked);
                throw new UncheckedIOException(e);
            }
        }
    }

    private static <T> T load(Supplier<T> engine) {
        LibUtils.checkStatus();
        return engine.get();
    }

    private static Path configure(int threads, ModelCache cache) {
        Path natives = NativesFolder.chosenByUser(System::getenv, System::getProperty);
        if (natives == null) {
            natives = cache.natives();
            NativesFolder.SETTINGS.forEach(
                    setting -> byDefault(setting, cache.natives().toString()));
        }
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        byDefault("RUST_FLAVOR", "cpu");
        if (Files.isWritable(existing(natives))) {
            byDefault("jna.tmpdir", natives.resolve("jna").toString());
        }
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        byDefault("ai.djl.pytorch.graph_optimizer", "false");
        byDefault("org.slf4j.simpleLogger.log.ai.djl", "warn");
        byDefault("org.slf4j.simpleLogger.log.ai.djl.util.cuda.CudaUtils", "error");
        byDefault("org.slf4j.simpleLogger.log.ai.djl.onnxruntime.engine.OrtEngine", "error");
        // They log what they throw, and what they throw becomes our one line.
        byDefault("org.slf4j.simpleLogger.log.ai.djl.huggingface.tokenizers.jni.LibUtils", "off");
        byDefault("org.slf4j.simpleLogger.log.ai.djl.pytorch.jni.LibUtils", "off");
        return natives;
    }

    /** The folder, or the closest one above it that is there. */
    private static Path existing(Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        return Files.exists(folder) || parent == null ? folder : existing(parent);
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** What went wrong, in one line. */
    static String reason(Throwable failure) {
        return FailureReason.of(failure);
    }
}
