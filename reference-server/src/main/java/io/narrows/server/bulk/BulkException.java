package io.narrows.server.bulk;

import org.jspecify.annotations.Nullable;

/** A data set that cannot be embedded, or a folder that embeddings cannot be written to; the message is one line. */
public final class BulkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BulkException(String oneLine, @Nullable Throwable cause) {
        super(oneLine, cause);
    }

    BulkException(String oneLine) {
        super(oneLine);
    }
}
