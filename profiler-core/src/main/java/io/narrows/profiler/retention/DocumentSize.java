package io.narrows.profiler.retention;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;

/** About how much memory a document takes, in bytes; for bounds, so rather too much. Stateless. */
final class DocumentSize {
    private static final int OBJECT = 128;
    private static final int PER_SPAN = 48;
    private static final int PER_PAIR = 40;

    private DocumentSize() {}

    static long of(TraceDocument trace) {
        return OBJECT
                + (long) PER_SPAN * trace.spans().size()
                + (long) PER_PAIR * trace.attributes().size()
                + 2L * trace.failure().length();
    }

    static long of(BatchDocument batch) {
        return OBJECT
                + (long) PER_SPAN * batch.spans().size()
                + (long) PER_PAIR * (batch.attributes().size() + batch.members().size());
    }
}
