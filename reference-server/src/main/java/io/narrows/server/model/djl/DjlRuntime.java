package io.narrows.server.model.djl;

import ai.djl.engine.Engine;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.cache.FolderLock;
import java.io.IOException;

/**
 * Starts DJL the way Narrows wants it, once a process: offline, silent, native libraries unpacked below the cache folder,
 * threads fixed. Thread-safe.
 */
final class DjlRuntime {
    /*
     * DJL is set up through system properties that it reads while its classes are initialised, so they are set before the
     * first of them is touched. A folder or a thread count that the user has set stays.
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
        configure(threads, cache);
        try {
            // DJL's own unpacking does not expect a second process.
            Engine engine = FolderLock.holding(
                    cache.natives(),
                    "unpacking.lock",
                    () -> listener.notice("waiting for another process that is unpacking native libraries"),
                    () -> Engine.getEngine(djlName));
            intraOpThreads = threads;
            return engine;
        } catch (ModelException e) {
            throw e;
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new ModelException("engine \"" + options.engine() + "\" cannot be loaded: " + reason(e), e);
        }
    }

    private static void configure(int threads, ModelCache cache) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        byDefault("RUST_FLAVOR", "cpu");
        String natives = cache.natives().toString();
        byDefault("DJL_CACHE_DIR", natives);
        byDefault("ENGINE_CACHE_DIR", natives);
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        byDefault("ai.djl.pytorch.graph_optimizer", "false");
        byDefault("jna.tmpdir", cache.natives().resolve("jna").toString());
        byDefault("org.slf4j.simpleLogger.log.ai.djl", "warn");
        byDefault("org.slf4j.simpleLogger.log.ai.djl.util.cuda.CudaUtils", "error");
        byDefault("org.slf4j.simpleLogger.log.ai.djl.onnxruntime.engine.OrtEngine", "error");
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** What went wrong, in one line: the message of the deepest cause that has one. */
    static String reason(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getMessage() != null && !t.getMessage().isBlank()) {
                reason = t.getMessage().strip();
            }
        }
        int end = reason.indexOf('\n');
        return end < 0 ? reason : reason.substring(0, end);
    }
}
