package io.narrows.data.pipeline;

/**
 * A sample that could not be loaded, or several in a row for one reason.
 *
 * @param shard name of the shard
 * @param index the first of them in the shard
 * @param samples how many
 * @param stage what was done when it went wrong: {@code open}, {@code read}, {@code decode} or a transform's name
 * @param cause what went wrong
 */
public record Fault(String shard, int index, int samples, String stage, Throwable cause) {
    /** Causes may go in a circle. */
    private static final int MOST_CAUSES = 100;

    /**
     * Whether it is the JVM that has failed rather than a sample, as for want of memory, be it the cause of a cause. A stack that
     * was too small for a sample is the sample's.
     */
    public boolean fatal() {
        Throwable each = cause;
        for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
            if (each instanceof VirtualMachineError && !(each instanceof StackOverflowError)) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    /** One line that names shard, sample, stage and cause. */
    public String text() {
        String which = samples == 1 ? "sample " + index : "samples " + index + " to " + (index + samples - 1);
        return shard + ", " + which + ", " + stage + ": " + reason();
    }

    /** The cause's own words, or its kind where it has none. */
    public String reason() {
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getName()
                : cause.getClass().getSimpleName() + ": " + message;
    }
}
