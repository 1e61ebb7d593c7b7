package io.narrows.golden;

/** A golden set or a model could not be used. The message is one line that names the thing, its value and the rule. */
public final class GoldenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unavailable;

    public GoldenException(String message) {
        super(message);
        this.unavailable = false;
    }

    public GoldenException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private GoldenException(String message, Throwable cause, boolean unavailable) {
        super(message, cause);
        this.unavailable = unavailable;
    }

    /** The model cannot be reached at all: asking it for another sample makes no sense. */
    public static GoldenException unavailable(String message, Throwable cause) {
        return new GoldenException(message, cause, true);
    }

    /** The line; never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Whether the model cannot be reached at all, as opposed to one request that failed. */
    public boolean isUnavailable() {
        return unavailable;
    }
}
