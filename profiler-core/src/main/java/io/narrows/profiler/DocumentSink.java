package io.narrows.profiler;

import io.narrows.log.LogDocument;

/** Where the drainer's documents go. Used by the drainer alone; both methods may throw any {@link RuntimeException}. */
interface DocumentSink {
    void write(LogDocument document);

    void close();
}
