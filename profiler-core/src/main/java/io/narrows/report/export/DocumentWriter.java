package io.narrows.report.export;

import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import java.io.IOException;

/** Takes the documents of a log in their order and writes them in a format of another tool. Not thread-safe. */
interface DocumentWriter {

    /**
     * Takes the next document; kinds of documents that the format has no place for are left out.
     *
     * @throws IOException where the output cannot be written
     */
    void accept(LogDocument document) throws IOException;

    /** Whether a request is in what is written. */
    default boolean takes(TraceDocument trace) {
        return true;
    }

    /**
     * Writes what was held back and the end of the file; the output itself is closed by whoever opened it.
     *
     * @throws IOException where the output cannot be written
     */
    void finish() throws IOException;
}
