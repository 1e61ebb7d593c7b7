package io.narrows.data.shard.raw;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Bytes that are not what they should be. The message says where and why, and leaves the shard's name to who knows it. */
public final class DamageException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamageException(String rule) {
        this(rule, null);
    }

    public DamageException(String rule, @Nullable Throwable cause) {
        super(rule, cause);
    }
}
