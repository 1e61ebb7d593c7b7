package io.narrows.profiler;

/** The profiler refused a configuration or could not be opened; its message is one line. Never thrown while recording. */
public final class ProfilerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Refuses with a reason. */
    public ProfilerException(String oneLine) {
        super(oneLine);
    }

    /** Refuses with a reason and what caused it. */
    public ProfilerException(String oneLine, Throwable cause) {
        super(oneLine, cause);
    }
}
