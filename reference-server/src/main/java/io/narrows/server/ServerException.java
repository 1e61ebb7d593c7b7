package io.narrows.server;

/** The server cannot start; the message is one line that names the thing, its value and the rule. */
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
