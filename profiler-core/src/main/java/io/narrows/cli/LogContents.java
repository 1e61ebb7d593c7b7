package io.narrows.cli;

import io.narrows.log.BatchDocument;
import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.LogException;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one pass over a log found. Not thread-safe. */
final class LogContents {

    private static final String FILE_SUFFIX = ".cq4";

    /** Documents of a kind, and what they take in the log. */
    record Tally(long count, long bytes) {
        private Tally and(long more) {
            return new Tally(count + 1, bytes + more);
        }
    }

    /** The files of a log, and their length. */
    record Files(long count, long bytes) {}

    private final RunDirectory run;
    private final Map<String, Tally> documents = new TreeMap<>();
    private final StageTimes stages = new StageTimes();
    private @Nullable RunHeader header;
    private DropCount losses = new DropCount(0, 0, 0, 0, 0, 0, 0, 0, 0);
    private boolean footer;
    private boolean recording;
    private long recovered;
    private long spans;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;
    private boolean damaged;
    private List<String> warnings = List.of();

    private LogContents(RunDirectory run) {
        this.run = run;
    }

    /**
     * Reads a log.
     *
     * @throws CommandException if it cannot be read at all
     */
    static LogContents read(Path dir) {
        LogContents contents = new LogContents(RunDirectory.open(dir));
        try (LogReader reader = LogReader.open(contents.run)) {
            for (LogDocument document = reader.next(); document != null; document = reader.next()) {
                contents.add(document, reader.lastBytes());
            }
            contents.recording = contents.run.recording();
            contents.damaged = reader.damaged();
            contents.warnings = reader.warnings();
        } catch (LogException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, e.getMessage(), e);
        }
        return contents;
    }

    private void add(LogDocument document, int bytes) {
        documents.merge(document.getClass().getSimpleName(), new Tally(1, bytes), (before, one) -> before.and(bytes));
        if (document instanceof TraceDocument trace) {
            spans += trace.spans().size();
            firstNs = Math.min(firstNs, trace.startNs());
            lastNs = Math.max(lastNs, trace.endNs());
            recovered += trace.recovered() ? 1 : 0;
        } else if (document instanceof BatchDocument batch) {
            recovered += batch.recovered() ? 1 : 0;
        } else if (document instanceof RunHeader first) {
            header = first;
        } else if (document instanceof DropCount count) {
            losses = count;
        }
        footer |= document instanceof RunFooter;
        stages.add(document);
    }

    RunDirectory run() {
        return run;
    }

    @Nullable
    RunHeader header() {
        return header;
    }

    String state() {
        return footer ? "closed" : recording ? "recording" : "its process was killed";
    }

    /** By the name of the kind. */
    Map<String, Tally> documents() {
        return documents;
    }

    long count() {
        return documents.values().stream().mapToLong(Tally::count).sum();
    }

    long bytes() {
        return documents.values().stream().mapToLong(Tally::bytes).sum();
    }

    long traceBytes() {
        return bytesOf(TraceDocument.class);
    }

    long batchBytes() {
        return bytesOf(BatchDocument.class);
    }

    private long bytesOf(Class<?> type) {
        Tally tally = documents.get(type.getSimpleName());
        return tally == null ? 0 : tally.bytes();
    }

    /** Spans in the traces of the log. */
    long spans() {
        return spans;
    }

    /** Start of the first trace; later than {@link #lastNs} if there is none. */
    long firstNs() {
        return firstNs;
    }

    long lastNs() {
        return lastNs;
    }

    /** As counted last. */
    DropCount losses() {
        return losses;
    }

    long recovered() {
        return recovered;
    }

    StageTimes stages() {
        return stages;
    }

    boolean damaged() {
        return damaged;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Returns the files that the log has now. */
    Files files() {
        try (Stream<Path> entries = java.nio.file.Files.list(run.log())) {
            long count = 0;
            long bytes = 0;
            for (Path file : (Iterable<Path>) entries.filter(f -> f.toString().endsWith(FILE_SUFFIX))::iterator) {
                count++;
                bytes += java.nio.file.Files.size(file);
            }
            return new Files(count, bytes);
        } catch (IOException e) {
            throw CommandException.environment("event log " + run.log() + " cannot be listed: " + Failure.reason(e));
        }
    }
}
