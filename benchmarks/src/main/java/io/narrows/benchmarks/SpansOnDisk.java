package io.narrows.benchmarks;

import io.narrows.benchmarks.recording.StageEvent;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.ServerProcess;
import io.narrows.experiment.Target;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.LogWriter;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.jfr.Recording;

/** The spans of a server under load, as they lie in its log, and the same as JFR events. */
final class SpansOnDisk {
    private static final double MAX_BYTES_PER_SPAN = 12;
    private static final int CONCURRENCY = 16;

    private final Bench bench;
    private final RunDirectory served;
    private final List<LogDocument> documents = new ArrayList<>();
    private long spans;

    private SpansOnDisk(Bench bench, RunDirectory served) {
        this.bench = bench;
        this.served = served;
    }

    /** Serves for some seconds, as many requests under way as the demo's calibration has, and reads the log. */
    static SpansOnDisk serve(Bench bench) {
        bench.say("serving, for a log");
        Path run = bench.work().resolve("served");
        try (ServerProcess server = bench.server("served", "--run", run.toString())) {
            LoadTest.saturate(
                    Target.of(server.url(), "minilm"),
                    Texts.builtIn(),
                    WorkloadOptions.defaults(1),
                    CONCURRENCY,
                    Duration.ofSeconds(bench.quick() ? 8 : 20),
                    LoadListener.NONE);
            server.stop(Duration.ofSeconds(30));
        }
        SpansOnDisk result = new SpansOnDisk(bench, RunDirectory.open(run));
        result.read();
        return result;
    }

    private void read() {
        try (LogReader log = LogReader.open(served)) {
            for (LogDocument document = log.next(); document != null; document = log.next()) {
                if (document instanceof TraceDocument trace) {
                    spans += trace.spans().size();
                }
                if (document instanceof RunHeader
                        || document instanceof StageTable
                        || document instanceof TraceDocument
                        || document instanceof BatchDocument) {
                    documents.add(document);
                }
            }
        }
        if (spans == 0) {
            throw new IllegalStateException("the server's log holds no span");
        }
    }

    List<Row> rows() throws IOException, InterruptedException {
        QueueBytes bytes = QueueBytes.of(served);
        long traces = documents.stream().filter(TraceDocument.class::isInstance).count();
        long batches =
                documents.stream().filter(BatchDocument.class::isInstance).count();
        String note = String.format(
                Locale.ROOT,
                "%d spans of %d traces in %d batches; headers, padding, checksums included",
                spans,
                traces,
                batches);
        long jfrEvents = 200_000;
        Path jfr = bench.work().resolve("spans.jfr");
        jfrEvents = writeJfr(jfr, jfrEvents);
        List<Row> rows = new ArrayList<>();
        rows.add(Row.limit(
                "bytes per kept span: traces and batches",
                (double) bytes.traces() / spans,
                "B",
                MAX_BYTES_PER_SPAN,
                note));
        rows.add(Row.value(
                "bytes per kept span: all documents",
                (double) bytes.documents() / spans,
                "B",
                "tables, lanes, counts"));
        if (bytes.onDisk() >= 0) {
            rows.add(Row.value(
                    "bytes on disk of that log",
                    (double) bytes.onDisk(),
                    "B",
                    "whole blocks, with what the log takes ahead of its end"));
        }
        rows.add(Row.value(
                "bytes per span: JFR",
                (double) Files.size(jfr) / jfrEvents,
                "B",
                jfrEvents + " events: time, duration, thread, stage, trace's serial, batch's serial"));
        Files.delete(jfr);
        return rows;
    }

    /** Writes the served spans as JFR events, again and again until they are as many as asked for; tells how many. */
    long writeJfr(Path file, long atLeast) throws IOException {
        long events = 0;
        try (Recording recording = new Recording()) {
            recording.enable(StageEvent.class).withoutStackTrace().withoutThreshold();
            recording.setToDisk(true);
            recording.start();
            long offset = 0;
            while (events < atLeast) {
                long highest = 0;
                for (LogDocument document : documents) {
                    if (document instanceof TraceDocument trace) {
                        highest = Math.max(highest, trace.serial());
                        for (TraceDocument.Span span : trace.spans()) {
                            StageEvent event = new StageEvent();
                            event.begin();
                            event.stage = span.stage();
                            event.trace = trace.serial() + offset;
                            event.batch = span.batchSerial() == 0 ? 0 : span.batchSerial() + offset;
                            event.commit();
                            events++;
                        }
                    }
                }
                offset += highest;
            }
            recording.stop();
            recording.dump(file);
        }
        return events;
    }

    /** Writes the served documents to a log, again and again until their spans are as many as asked for. */
    RunDirectory writeLog(Path directory, long atLeast) {
        RunDirectory run = RunDirectory.create(directory);
        RunHeader header = documents.stream()
                .filter(RunHeader.class::isInstance)
                .map(RunHeader.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the server's log has no header"));
        try (LogWriter log = LogWriter.open(
                run,
                new RunHeader(
                        LogWriter.FORMAT_VERSION,
                        header.service(),
                        header.processId(),
                        header.anchorWallNs(),
                        header.anchorNs(),
                        header.environment()))) {
            for (LogDocument document : documents) {
                if (document instanceof StageTable) {
                    log.write(document);
                }
            }
            Shift shift = new Shift();
            for (long written = 0; written < atLeast; written += spans) {
                for (LogDocument document : documents) {
                    LogDocument moved = shift.moved(document);
                    if (moved != null) {
                        log.write(moved);
                    }
                }
                shift.next();
            }
        }
        return run;
    }

    /** Spans in one round of the served documents. */
    long spans() {
        return spans;
    }
}
