package io.narrows.log;

import io.narrows.log.buffer.Recovery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event log of a run from its beginning, or from what its limit on disk left of it: while it is written, after it was closed, and after its process was
 * killed. In the last case what lay in the recording threads' buffers follows as recovered documents.
 *
 * <p>Needs no write access and no flag of the JVM, and holds one document in memory at a time. Never waits: at the end of
 * a log that is still written {@link #next} returns null, and documents again once there are more. Not thread-safe.
 * Every file of the log starts with the run header and the tables again, so these come more than once. Damage is skipped
 * and told by {@link #warnings}, that of the header too: what follows it is read without. {@link LogException} means that
 * nothing can be read at all.
 */
public final class LogReader implements AutoCloseable, Iterable<LogDocument> {

    private static final int FIRST_FORMAT = 1;

    private final RunDirectory run;
    private final DocumentSource source;
    private final List<String> recoveryWarnings = new ArrayList<>();
    private final Deque<LogDocument> recovered = new ArrayDeque<>();
    private final SerialSet traces = new SerialSet();
    private final SerialSet batches = new SerialSet();
    private final List<Carried> carried = new ArrayList<>();
    private @Nullable LogDocument afterHeader;
    private @Nullable DropCount lastCount;
    private int oneIn = 1;
    private int lastBytes;
    private boolean anySeen;
    private boolean headerSeen;
    private boolean footerSeen;
    private boolean recoveryDone;

    /** Where the log carries records, and of how many usual traces one was kept there. */
    private record Carried(DocumentSource.Place place, int oneIn) {}

    private LogReader(RunDirectory run) {
        this.run = run;
        this.source = new DocumentSource(run.log());
    }

    /**
     * Opens the log of {@code run} at its first document.
     *
     * @throws LogException if it cannot be read
     */
    public static LogReader open(RunDirectory run) {
        return new LogReader(run);
    }

    /**
     * Returns the next document, or null at the end (for now, while the run is {@linkplain RunDirectory#recording
     * recorded}).
     *
     * @throws LogException if the log cannot be read, has a format that this Narrows does not know, or has no readable
     *     document and nobody records it any more
     */
    public @Nullable LogDocument next() {
        if (recoveryDone) { // nobody adds to the log any more
            lastBytes = 0;
            return recovered.poll();
        }
        LogDocument document = fromSource();
        if (document == null && !footerSeen && !run.recording()) {
            document = source.next(); // what its process wrote last, between our look and its end
            if (document == null) {
                refuseNothing();
                recover();
            }
        }
        lastBytes = document == null ? 0 : source.lastBytes();
        if (document == null) {
            return recovered.poll();
        }
        if (!anySeen && !(document instanceof RunHeader)) {
            RunHeader later = source.laterHeader();
            if (later != null) {
                afterHeader = document;
                document = later;
            }
        }
        anySeen = true;
        note(document);
        return document;
    }

    /** A log without any readable document is no run without requests: that one has its header. */
    private void refuseNothing() {
        if (!anySeen) {
            List<String> why = source.warnings();
            throw new LogException("event log " + run.log() + " has no readable document"
                    + (why.isEmpty() ? "" : ": " + String.join("; ", why)));
        }
    }

    /**
     * Returns how many bytes of the log the document takes that {@link #next} returned last: framing, checksum and padding
     * included, and 0 for one that was recovered from the buffers.
     */
    public int lastBytes() {
        return lastBytes;
    }

    private @Nullable LogDocument fromSource() {
        LogDocument document = afterHeader;
        if (document != null) {
            afterHeader = null;
            return document;
        }
        return source.next();
    }

    /** Takes from a document what is needed for the others, and for what the buffers hold after the last. */
    private void note(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            traces.add(trace.serial());
        } else if (document instanceof BatchDocument batch) {
            batches.add(batch.serial());
        } else if (document instanceof CarriedRecords) {
            carried.add(new Carried(source.lastPlace(), oneIn));
        } else if (document instanceof DropCount count) {
            lastCount = count;
        } else if (document instanceof BudgetStep step) {
            oneIn = step.level() == BudgetStep.Level.HISTOGRAMS ? 0 : step.oneIn();
        } else if (document instanceof SelfCost cost) {
            oneIn = cost.oneIn();
        } else if (document instanceof RunHeader header) {
            if (header.formatVersion() < FIRST_FORMAT || header.formatVersion() > LogWriter.FORMAT_VERSION) {
                throw new LogException("event log " + run.log() + " has format " + header.formatVersion()
                        + "; this Narrows reads " + FIRST_FORMAT + " to " + LogWriter.FORMAT_VERSION);
            }
            headerSeen = true;
        } else if (document instanceof RunFooter) {
            footerSeen = true;
        }
    }

    private void recover() {
        recoveryDone = true;
        Recovery.Result result =
                Recovery.recover(run.buffers(), this::carried, traces::contains, batches::contains, oneIn);
        recovered.addAll(result.documents());
        String found = result.documents().isEmpty()
                ? "; its buffers hold nothing more"
                : "; recovered from its buffers: " + result.ended() + " ended traces (" + result.incomplete()
                        + " incomplete) and " + result.abandoned() + " that were still open";
        recoveryWarnings.add("the recording process ended without closing the log" + found);
        recoveryWarnings.addAll(result.warnings());
    }

    private void carried(Recovery.CarriedConsumer consumer) {
        Iterator<Carried> next = carried.iterator();
        DocumentSource.forEach(carried.stream().map(Carried::place).toList(), document -> {
            int oneInThen = next.next().oneIn;
            if (document instanceof CarriedRecords records) {
                consumer.accept(records, oneInThen);
            }
        });
    }

    /** Returns what was lost, damaged, not understood or recovered so far, one line each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (lastCount != null && lastCount.removedFiles() > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%d file%s of the log (%.1f MB) %s deleted to keep it within its limit on disk",
                    lastCount.removedFiles(),
                    lastCount.removedFiles() == 1 ? "" : "s",
                    lastCount.removedBytes() / 1e6,
                    lastCount.removedFiles() == 1 ? "was" : "were"));
        }
        warnings.addAll(source.warnings());
        if (headerMissing()) {
            warnings.add("the log has no readable header: service, start and environment are unknown");
        }
        warnings.addAll(recoveryWarnings);
        return List.copyOf(warnings);
    }

    /** Returns whether documents of the log were damaged or not understood so far; a kill alone damages nothing. */
    public boolean damaged() {
        return headerMissing() || !source.warnings().isEmpty();
    }

    private boolean headerMissing() {
        return anySeen && !headerSeen;
    }

    /** Returns an iterator that reads on from where this reader stands. */
    @Override
    public Iterator<LogDocument> iterator() {
        return new Iterator<>() {
            private @Nullable LogDocument ahead;

            @Override
            public boolean hasNext() {
                if (ahead == null) {
                    ahead = LogReader.this.next();
                }
                return ahead != null;
            }

            @Override
            public LogDocument next() {
                if (!hasNext() || ahead == null) {
                    throw new NoSuchElementException("end of the event log " + run.log());
                }
                LogDocument document = ahead;
                ahead = null;
                return document;
            }
        };
    }

    /** Closes the files. */
    @Override
    public void close() {
        source.close();
    }
}
