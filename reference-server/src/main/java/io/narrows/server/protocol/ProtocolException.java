package io.narrows.server.protocol;

/**
 * A request that breaks the protocol. The message names the field, its value and the rule, and is sent to the client as it
 * is. Carries no stack trace: it is the client's mistake, and cheap to make a million times.
 */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status HTTP status, 400 to 499
     * @param message one line for the client
     */
    public ProtocolException(int status, String message) {
        super(message, null, false, false);
        if (status < 400 || status > 499) {
            throw new IllegalArgumentException("status is " + status + "; a client's mistake has 400 to 499");
        }
        this.status = status;
    }

    static ProtocolException bad(String message) {
        return new ProtocolException(400, message);
    }

    /** HTTP status, 400 to 499. */
    public int status() {
        return status;
    }
}
