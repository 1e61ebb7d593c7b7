package io.narrows.profiler;

import io.narrows.log.LogDocument;

/** Where the drainer's documents go. Used by the drainer alone; everything may throw any {@link RuntimeException}. */
interface DocumentSink {
    void write(LogDocument document);

    void close();

    /** Bytes that the log takes on disk. */
    default long logBytes() {
        return 0;
    }

    /** Files of the log that were removed to stay below its limit. */
    default long removedFiles() {
        return 0;
    }

    /** What they held. */
    default long removedBytes() {
        return 0;
    }
}
