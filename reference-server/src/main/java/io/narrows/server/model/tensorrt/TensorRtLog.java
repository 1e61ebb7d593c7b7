package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;
import org.bytedeco.tensorrt.nvinfer.ILogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TensorRT logs. There is one for the process, as TensorRT wants it, and it is never released. Its functions return null or
 * false where they fail, and say why only here, so the last error is kept. Thread-safe. Touches JavaCPP.
 */
final class TensorRtLog extends ILogger {
    private static final Logger LOG = LoggerFactory.getLogger("io.narrows.tensorrt");
    private static final TensorRtLog ONE = new TensorRtLog();

    private volatile @Nullable String lastError;

    private TensorRtLog() {}

    static TensorRtLog one() {
        return ONE;
    }

    /** Called by TensorRT, on any thread. Must not throw: an exception would end the process. */
    @Override
    public void log(Severity severity, String message) {
        try {
            String line = message.strip().replace('\n', ' ');
            switch (severity.intern()) {
                case kINTERNAL_ERROR, kERROR -> {
                    lastError = line;
                    LOG.debug(line);
                }
                case kWARNING -> LOG.debug(line);
                default -> LOG.trace(line);
            }
        } catch (RuntimeException neverIntoNativeCode) {
            // There is nobody to tell.
        }
    }

    /**
     * The result of a call that may have failed.
     *
     * @param result what it returned
     * @param doing what it was to do, as in "TensorRT cannot DOING"
     * @throws ModelException with what TensorRT logged, where it returned null
     */
    <T> T made(@Nullable T result, String doing) {
        if (result == null) {
            throw failure(doing);
        }
        lastError = null;
        return result;
    }

    /** The same for a call that says whether it worked. */
    void worked(boolean result, String doing) {
        made(result ? Boolean.TRUE : null, doing);
    }

    private ModelException failure(String doing) {
        String error = lastError;
        lastError = null;
        return new ModelException("TensorRT cannot " + doing + (error == null ? "" : ": " + error));
    }
}
