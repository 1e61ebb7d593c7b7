package io.narrows.data.pipeline;

import io.narrows.data.decode.DecodeException;
import io.narrows.data.shard.ShardException;
import io.narrows.data.source.Reason;
import java.util.List;

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

    /** The cause in words, without the shard's and the sample's names, which many causes begin with. */
    public String reason() {
        String words = Reason.of(cause);
        for (String prefix : List.of(shard + ", sample " + index + ": ", shard + ": ")) {
            if (words.startsWith(prefix)) {
                return words.substring(prefix.length());
            }
        }
        return words;
    }

    /**
     * What to count it by: {@code damaged} for bytes that are no sample, {@code not decodable} for a field that is not what it
     * has to be, or a {@linkplain Reason#kind kind of file trouble}; otherwise the name of the exception's class.
     */
    public String kind() {
        if (cause instanceof ShardException) {
            return "damaged";
        }
        return cause instanceof DecodeException ? "not decodable" : Reason.kind(cause);
    }
}
