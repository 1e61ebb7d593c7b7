package io.narrows.profiler;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** A trace id in SLF4J's diagnostic context, until closed by the thread that put it there; then what was there before. */
final class MdcScope implements Trace.Scope {
    static final String KEY = "traceId";

    private final @Nullable String before;

    MdcScope(String traceId) {
        before = MDC.get(KEY);
        MDC.put(KEY, traceId);
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.remove(KEY);
        } else {
            MDC.put(KEY, before);
        }
    }
}
