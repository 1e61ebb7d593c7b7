package io.narrows.server.model.djl;

import ai.djl.pytorch.jni.JniUtils;
import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.ProfiledForward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a forward under PyTorch's own profiler. One at a time in the process: where another is being profiled, the forward runs
 * without. What goes wrong with the profile never touches the answer. Thread-safe.
 */
final class PyTorchProfile {

    private static final Logger LOG = LoggerFactory.getLogger(PyTorchProfile.class);
    private static final String ENGINE = "PyTorch";
    private static final ReentrantLock ONE = new ReentrantLock();

    private PyTorchProfile() {}

    /** Runs it and tells what ran inside; without any operators where it could not be profiled. */
    static ProfiledForward run(Runnable forward, LayerNames layers) {
        if (!ONE.tryLock()) {
            return without(forward);
        }
        try {
            Path file = file();
            return file == null ? without(forward) : run(forward, layers, file);
        } finally {
            ONE.unlock();
        }
    }

    private static @Nullable Path file() {
        try {
            return Files.createTempFile("narrows-operators-", ".json");
        } catch (IOException e) {
            LOG.warn("a forward is not profiled, there is no room for the profile: {}", DjlRuntime.reason(e));
            return null;
        }
    }

    private static ProfiledForward run(Runnable forward, LayerNames layers, Path file) {
        try {
            JniUtils.startProfile(false, false, true);
        } catch (RuntimeException e) {
            LOG.warn("a forward is not profiled: {}", DjlRuntime.reason(e));
            delete(file);
            return without(forward);
        }
        long startNs = System.nanoTime();
        long tookNs;
        List<OperatorTime> times;
        try {
            forward.run();
        } finally {
            tookNs = System.nanoTime() - startNs;
            times = stop(file, layers);
        }
        return new ProfiledForward(ENGINE, tookNs, times);
    }

    /** Never throws: the forward has its result, or a failure of its own to tell. */
    private static List<OperatorTime> stop(Path file, LayerNames layers) {
        try {
            JniUtils.stopProfile(file.toString());
            return ChromeTrace.read(file, layers);
        } catch (IOException | RuntimeException e) {
            LOG.warn("the profile of a forward is not used: {}", DjlRuntime.reason(e));
            return List.of();
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("the profile of a forward stays at {}: {}", file, DjlRuntime.reason(e));
        }
    }

    private static ProfiledForward without(Runnable forward) {
        long startNs = System.nanoTime();
        forward.run();
        return new ProfiledForward(ENGINE, System.nanoTime() - startNs, List.of());
    }
}
