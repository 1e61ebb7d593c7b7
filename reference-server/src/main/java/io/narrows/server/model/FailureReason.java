package io.narrows.server.model;

/** Words for what went wrong below a model. */
public final class FailureReason {
    private FailureReason() {}

    /** What went wrong, in one line: the message of the deepest cause that has one. */
    public static String of(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getMessage() != null && !t.getMessage().isBlank()) {
                reason = t.getMessage().strip();
            }
        }
        int end = reason.indexOf('\n');
        return end < 0 ? reason : reason.substring(0, end);
    }
}
