package io.narrows.profiler;

import io.narrows.log.LogDocument;
import io.narrows.log.LogWriter;

/** The event log as the drainer's sink. */
final class LogSink implements DocumentSink {
    private final LogWriter log;

    LogSink(LogWriter log) {
        this.log = log;
    }

    @Override
    public void write(LogDocument document) {
        log.write(document);
    }

    @Override
    public void close() {
        log.close();
    }

    @Override
    public long logBytes() {
        return log.logBytes();
    }

    @Override
    public long removedFiles() {
        return log.removedFiles();
    }

    @Override
    public long removedBytes() {
        return log.removedBytes();
    }
}
