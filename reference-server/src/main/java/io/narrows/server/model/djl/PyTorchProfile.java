package io.narrows.server.model.djl;

import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;
import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ProfiledForward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs forwards under PyTorch's own profiler. One at a time in the process: where another is being profiled, a forward runs
 * without. Thread-safe.
 *
 * <p>The profiler belongs to the thread of the forward, and writes its file when it is stopped; only that is done before the
 * forward returns. The file is read when the profile is told.
 */
final class PyTorchProfile implements ForwardProfiler {

    private static final Logger LOG = LoggerFactory.getLogger(PyTorchProfile.class);
    private static final String ENGINE = "PyTorch";
    private static final ReentrantLock ONE = new ReentrantLock();

    private final LayerNames layers;

    /**
     * Profiles a network.
     *
     * @param layers says where in it a call was
     */
    PyTorchProfile(LayerNames layers) {
        this.layers = layers;
    }

    /** What was written; without a file where that failed. */
    private record Written(@Nullable Path file, long forwardNs, LayerNames layers) implements ForwardProfile {
        @Override
        public boolean taken() {
            return true;
        }

        @Override
        public void tell(Consumer<ProfiledForward> to) {
            if (file == null) {
                return;
            }
            ProfiledForward inside;
            try {
                inside = new ProfiledForward(ENGINE, forwardNs, ChromeTrace.read(file, layers));
            } catch (IOException | RuntimeException e) {
                notUsed(e);
                return;
            } finally {
                delete(file);
            }
            to.accept(inside);
        }
    }

    @Override
    public ForwardProfile run(Block network, Consumer<Block> forward) {
        if (!ONE.tryLock()) {
            return NONE.run(network, forward);
        }
        try {
            Path file = started();
            return file == null ? NONE.run(network, forward) : run(network, forward, file);
        } finally {
            ONE.unlock();
        }
    }

    /** Starts the profiler; the file that it is to write, or null where there is none. */
    private static @Nullable Path started() {
        Path file = null;
        try {
            file = Files.createTempFile("narrows-operators-", ".json");
            JniUtils.startProfile(false, false, true);
            return file;
        } catch (IOException | RuntimeException e) {
            LOG.warn("a forward is not profiled: {}", DjlRuntime.reason(e));
            if (file != null) {
                delete(file);
            }
            return null;
        }
    }

    private ForwardProfile run(Block network, Consumer<Block> forward, Path file) {
        boolean ran = false;
        boolean written;
        long startNs = System.nanoTime();
        long tookNs;
        try {
            forward.accept(network);
            ran = true;
        } finally {
            tookNs = System.nanoTime() - startNs;
            written = stopped(file);
            if (!ran || !written) {
                delete(file);
            }
        }
        return new Written(written ? file : null, Math.max(1, tookNs), layers);
    }

    /** Never throws: the forward has its result, or a failure of its own to tell. */
    private static boolean stopped(Path file) {
        try {
            JniUtils.stopProfile(file.toString());
            return true;
        } catch (RuntimeException e) {
            notUsed(e);
            return false;
        }
    }

    private static void notUsed(Exception reason) {
        LOG.warn("the profile of a forward is not used: {}", DjlRuntime.reason(reason));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("the profile of a forward stays at {}: {}", file, DjlRuntime.reason(e));
        }
    }
}
