package io.narrows.data.shard;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A shard, or a sample in it, that cannot be read as what it says it is; the message names the shard, the sample and why. */
public final class ShardException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String shard;
    private final int index;
    private final boolean continues;

    /**
     * @param index the sample, or -1 when no sample can be named
     * @param rule what is wrong with it, as in {@code "a header checksum of 17, but the header sums to 19"}
     * @param continues whether the samples after it can still be read
     */
    public ShardException(String shard, int index, String rule, boolean continues, @Nullable Throwable cause) {
        super(shard + (index < 0 ? "" : ", sample " + index) + ": " + rule, cause);
        this.shard = shard;
        this.index = index;
        this.continues = continues;
    }

    public String shard() {
        return shard;
    }

    /** The sample, or -1. */
    public int index() {
        return index;
    }

    /** Whether the samples after it can still be read. */
    public boolean continues() {
        return continues;
    }
}
