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
 * <p>The profiler belongs to the thread that started it, and writes its file when it is stopped, which takes longer than the
 * forward of a short text. So it stays on until the answer is out, and what the thread calls after the forward is left out when the
 * file is read.
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

    /** A profile that is on, then in its file, then read. */
    private static final class Running implements ForwardProfile {
        private final Path file;
        private final LayerNames layers;
        private final long forwardNs;
        private final double untilUs;
        private boolean written;

        private Running(Path file, LayerNames layers, long forwardNs, double untilUs) {
            this.file = file;
            this.layers = layers;
            this.forwardNs = forwardNs;
            this.untilUs = untilUs;
        }

        @Override
        public boolean taken() {
            return true;
        }

        @Override
        public void stop() {
            written = stopped(file);
        }

        @Override
        public void tell(Consumer<ProfiledForward> to) {
            ProfiledForward inside;
            try {
                if (!written) {
                    return;
                }
                inside = new ProfiledForward(ENGINE, forwardNs, ChromeTrace.read(file, untilUs, layers));
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
        if (ONE.isHeldByCurrentThread() || !ONE.tryLock()) {
            return NONE.run(network, forward);
        }
        Path file = file();
        long onNs = System.nanoTime();
        if (file == null || !started(file)) {
            ONE.unlock();
            return NONE.run(network, forward);
        }
        boolean ran = false;
        long startNs = System.nanoTime();
        try {
            forward.accept(network);
            ran = true;
        } finally {
            if (!ran) {
                stopped(file);
                delete(file);
            }
        }
        long endNs = System.nanoTime();
        return new Running(file, layers, Math.max(1, endNs - startNs), (endNs - onNs) / 1e3);
    }

    private static @Nullable Path file() {
        try {
            return Files.createTempFile("narrows-operators-", ".json");
        } catch (IOException e) {
            LOG.warn("a forward is not profiled, no file can be made for its profile: {}", DjlRuntime.reason(e));
            return null;
        }
    }

    private static boolean started(Path file) {
        try {
            JniUtils.startProfile(false, false, true);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("a forward is not profiled: {}", DjlRuntime.reason(e));
            delete(file);
            return false;
        }
    }

    /** Stops the profiler and lets others have it; whether it wrote the file. Never throws. */
    private static boolean stopped(Path file) {
        try {
            JniUtils.stopProfile(file.toString());
            return true;
        } catch (RuntimeException e) {
            notUsed(e);
            return false;
        } finally {
            ONE.unlock();
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
