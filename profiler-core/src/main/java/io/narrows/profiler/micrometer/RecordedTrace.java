package io.narrows.profiler.micrometer;

import io.narrows.log.TraceDocument;
import org.jspecify.annotations.Nullable;

/**
 * The trace whose times a thread is putting into meters, for whoever asks on that thread while it does: a registry takes its
 * exemplars that way. Only threads that put traces into meters have one.
 */
final class RecordedTrace {
    private static final ThreadLocal<@Nullable RecordedTrace> OF_THREAD = new ThreadLocal<>();

    private @Nullable TraceDocument trace;

    private RecordedTrace() {}

    /** The current thread's, made on first use. */
    static RecordedTrace ofThread() {
        RecordedTrace known = OF_THREAD.get();
        if (known == null) {
            known = new RecordedTrace();
            OF_THREAD.set(known);
        }
        return known;
    }

    /** The trace that the current thread puts into meters; null for none, or for one that the log does not keep. */
    static @Nullable TraceDocument current() {
        RecordedTrace recorded = OF_THREAD.get();
        return recorded == null ? null : recorded.trace;
    }

    void begin(TraceDocument recorded) {
        trace = recorded;
    }

    void end() {
        trace = null;
    }
}
