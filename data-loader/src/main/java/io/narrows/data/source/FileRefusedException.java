package io.narrows.data.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A source does not let a file be read, or not be known: an object store may refuse files that it does not have like those that
 * may not be seen.
 */
public final class FileRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public FileRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
