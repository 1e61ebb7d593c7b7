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
