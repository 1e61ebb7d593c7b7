package io.narrows.data.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why one request gave nothing, or not all: in words that name no URL. */
final class HttpFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** What it means for the file. */
    enum Kind {
        /** May pass: the same request may be sent again. */
        PASSING,
        /** The same request would fail again. */
        LASTING,
        /** The server has no such file. */
        MISSING,
        /** The server does not let it be read, or does not say whether there is one. */
        REFUSED,
        /** The file is another than the one opened. */
        CHANGED
    }

    /** The server did not say when to come again. */
    static final long UNKNOWN = -1;

    private final Kind kind;
    private final long retryAfterMs;

    HttpFailure(Kind kind, String why, long retryAfterMs, @Nullable Throwable cause) {
        super(why, cause);
        this.kind = kind;
        this.retryAfterMs = retryAfterMs;
    }

    static HttpFailure lasting(String why) {
        return new HttpFailure(Kind.LASTING, why, UNKNOWN, null);
    }

    Kind kind() {
        return kind;
    }

    /** After what time the server asks to come again, in ms, or {@link #UNKNOWN}. */
    long retryAfterMs() {
        return retryAfterMs;
    }
}
