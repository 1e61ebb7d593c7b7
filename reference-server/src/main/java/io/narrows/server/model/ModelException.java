package io.narrows.server.model;

import java.util.Objects;

/**
 * A model could not be prepared, opened or run. The message is one line that names the thing, its value and the rule.
 */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
