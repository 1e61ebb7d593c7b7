package io.narrows.data;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A sample that could not be loaded and was not to be left out; the message names shard, sample, stage and reason. */
public final class LoaderException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String shard;
    private final int index;

    LoaderException(String message, String shard, int index, @Nullable Throwable cause) {
        super(message, cause);
        this.shard = shard;
        this.index = index;
    }

    /** Name of its shard; empty where no sample is at fault. */
    public String shard() {
        return shard;
    }

    /** Its number in the shard, from 0; -1 where no sample is at fault. */
    public int index() {
        return index;
    }
}
