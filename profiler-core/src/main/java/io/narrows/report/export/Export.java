package io.narrows.report.export;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the requests of a run in a format of another tool.
 *
 * <p>Streams: what it holds does not grow with the log, but for a selection of requests with the number of these. A whole log
 * is read once, a selection twice. Thread-safe.
 */
public final class Export {

    private Export() {}

    /**
     * What was written.
     *
     * @param requests number of requests
     * @param batches number of batches
     * @param warnings what was damaged in or recovered from the log, one line each
     */
    public record Result(long requests, long batches, List<String> warnings) {

        public Result {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Exports a run.
     *
     * @param run the run; one that is still recorded gives what its log holds so far
     * @param format what to write
     * @param options which requests
     * @param out where to; flushed, not closed
     * @throws IOException where the output cannot be written
     * @throws io.narrows.log.LogException where the log cannot be read
     */
    public static Result write(RunDirectory run, ExportFormat format, ExportOptions options, OutputStream out)
            throws IOException {
        List<String> warnings = new ArrayList<>();
        Selection selection = null;
        if (options.selects()) {
            selection = new Selection(options);
            try (LogReader reader = LogReader.open(run)) {
                select(selection, reader);
            }
        }
        try (LogReader reader = LogReader.open(run)) {
            Result counted = write(reader, writer(format, options, out), selection);
            warnings.addAll(reader.warnings());
            out.flush();
            return new Result(counted.requests, counted.batches, warnings);
        }
    }

    /** The same for documents at hand, which are iterated once or, for a selection, twice. */
    static Result write(
            Supplier<? extends Iterable<LogDocument>> documents,
            ExportFormat format,
            ExportOptions options,
            OutputStream out)
            throws IOException {
        Selection selection = null;
        if (options.selects()) {
            selection = new Selection(options);
            select(selection, documents.get());
        }
        Result counted = write(documents.get(), writer(format, options, out), selection);
        out.flush();
        return counted;
    }

    private static void select(Selection selection, Iterable<LogDocument> documents) {
        for (LogDocument document : documents) {
            if (!selection.accept(document)) {
                break;
            }
        }
        selection.close();
    }

    private static Result write(Iterable<LogDocument> documents, DocumentWriter writer, @Nullable Selection selection)
            throws IOException {
        long requests = 0;
        long batches = 0;
        for (LogDocument document : documents) {
            if (selection != null && !selection.takes(document)) {
                continue;
            }
            writer.accept(document);
            requests += document instanceof TraceDocument trace && writer.takes(trace) ? 1 : 0;
            batches += document instanceof BatchDocument ? 1 : 0;
        }
        writer.finish();
        return new Result(requests, batches, List.of());
    }

    private static DocumentWriter writer(ExportFormat format, ExportOptions options, OutputStream out)
            throws IOException {
        return switch (format) {
            case PERFETTO -> new TimelineWriter(new PerfettoSink(out));
            case CHROME -> new TimelineWriter(new ChromeSink(out));
            case OTLP -> new OtlpWriter(out);
            case COLLAPSED -> new StackWriter(out, options.measured());
        };
    }
}
