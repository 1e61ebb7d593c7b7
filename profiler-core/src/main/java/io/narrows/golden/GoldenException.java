package io.narrows.golden;

/** A golden set or a model could not be used. The message is one line that names the thing, its value and the rule. */
public final class GoldenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GoldenException(String message) {
        super(message);
    }

    public GoldenException(String message, Throwable cause) {
        super(message, cause);
    }
}
