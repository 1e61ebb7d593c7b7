package io.narrows.profiler;

import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes documents to the log, the names they use before them, and swallows what goes wrong: the host must not notice.
 * For the drainer alone, except {@link #lost}.
 */
final class LogOutput {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    private final DocumentSink sink;
    private final Names names;
    private int namesWritten;
    private volatile long lost;
    private DropCount lastCount = new DropCount(0, 0, 0, 0, 0, 0, 0, 0, 0);

    LogOutput(DocumentSink sink, Names names) {
        this.sink = sink;
        this.names = names;
    }

    /** Writes a document, or counts it as lost. */
    void write(LogDocument document) {
        writeNames();
        put(document);
    }

    /** Writes the names if there are new ones. */
    void writeNames() {
        int version = names.version();
        if (version != namesWritten && put(names.table())) {
            namesWritten = version;
        }
    }

    /** Writes the counts if one of them changed. */
    void writeCount(DropCount count) {
        DropCount before = lastCount;
        boolean same = count.droppedRecords() == before.droppedRecords()
                && count.incompleteTraces() == before.incompleteTraces()
                && count.abandonedTraces() == before.abandonedTraces()
                && count.misuses() == before.misuses()
                && count.lostDocuments() == before.lostDocuments();
        if (!same && put(count)) {
            lastCount = count;
        }
    }

    /** Writes a document whatever was written before. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the one thread that drains
    boolean put(LogDocument document) {
        try {
            sink.write(document);
            return true;
        } catch (Throwable e) { // Chronicle throws checked ones undeclared, and any error would end the drainer
            if (lost == 0) {
                HostLog.say(() ->
                        LOG.warn("event log cannot be written, documents are lost and counted: {}", e.toString()));
            }
            lost = lost + 1;
            return false;
        }
    }

    /** Closes the log; false when that failed. */
    boolean close() {
        try {
            sink.close();
            return true;
        } catch (Throwable e) {
            HostLog.say(() -> LOG.warn("event log was not closed in order: {}", e.toString()));
            return false;
        }
    }

    /** Documents that could not be written. For any thread. */
    long lost() {
        return lost;
    }
}
