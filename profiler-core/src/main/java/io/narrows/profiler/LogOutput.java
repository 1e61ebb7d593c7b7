package io.narrows.profiler;

import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes documents to the log, the names they use before them, and swallows what goes wrong: the host must not notice.
 * For the drainer alone, except the counts.
 */
final class LogOutput {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    private final DocumentSink sink;
    private final Names names;
    private int namesWritten;
    private int tableVersion;
    private StageTable table;
    private volatile long lost;
    private volatile long logBytes;
    private volatile long removedBytes;
    private long removedFiles;
    private DropCount lastCount = new DropCount(0, 0, 0, 0, 0, 0, 0, 0, 0);

    LogOutput(DocumentSink sink, Names names) {
        this.sink = sink;
        this.names = names;
        this.table = names.table();
    }

    /** All names so far; the same object until there are more. */
    StageTable names() {
        int version = names.version();
        if (version != tableVersion) {
            table = names.table();
            tableVersion = version;
        }
        return table;
    }

    /** Writes a document, or counts it as lost. */
    void write(LogDocument document) {
        writeNames();
        put(document);
    }

    /** Writes the names if there are new ones. */
    void writeNames() {
        int version = names.version();
        if (version != namesWritten && put(names())) {
            namesWritten = version;
        }
    }

    /** Writes the counts if one of them changed. */
    void writeCount(DropCount count) {
        DropCount before = lastCount;
        DropCount then = new DropCount(
                before.atNs(),
                count.droppedRecords(),
                count.incompleteTraces(),
                count.abandonedTraces(),
                count.misuses(),
                count.lostDocuments(),
                count.removedFiles(),
                count.removedBytes(),
                count.listenerFailures());
        if (!then.equals(before) && put(count)) {
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

    /** Looks how large the log is. */
    void updateSizes() {
        try {
            logBytes = sink.logBytes();
            removedBytes = sink.removedBytes();
            removedFiles = sink.removedFiles();
        } catch (RuntimeException e) {
            // as large as it was
        }
    }

    /** Bytes that the log takes on disk, as of the latest look. For any thread. */
    long logBytes() {
        return logBytes;
    }

    /** Bytes of its files that were removed. For any thread. */
    long removedBytes() {
        return removedBytes;
    }

    long removedFiles() {
        return removedFiles;
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
