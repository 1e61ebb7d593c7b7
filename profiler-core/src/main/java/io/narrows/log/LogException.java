package io.narrows.log;

/** The event log cannot be written, opened or read; the message is one line that names the file and the reason. */
public final class LogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String oneLine;

    /** Creates one with its line. */
    public LogException(String oneLine) {
        super(oneLine);
        this.oneLine = oneLine;
    }

    /** Creates one with its line and what led to it. */
    public LogException(String oneLine, Throwable cause) {
        super(oneLine, cause);
        this.oneLine = oneLine;
    }

    /** Returns the line. */
    @Override
    public String getMessage() {
        return oneLine;
    }
}
