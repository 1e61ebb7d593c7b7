package io.narrows.data.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that is no longer the one that was opened: what would be read now does not belong to what was read before. */
public final class FileChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    public FileChangedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
