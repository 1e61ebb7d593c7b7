package io.narrows.cli;

import io.narrows.log.BatchDocument;
import io.narrows.log.BudgetStep;
import io.narrows.log.CarriedRecords;
import io.narrows.log.DropCount;
import io.narrows.log.HistogramInterval;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.Operators;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.SelfCost;
import io.narrows.log.StageTable;
import io.narrows.log.ThreadSample;
import io.narrows.log.ThreadStages;
import io.narrows.log.TraceDocument;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line for each document of a log, with the names that the log gave before. Not thread-safe. */
final class DocumentLine {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private @Nullable RunHeader header;
    private @Nullable StageTable names;
    private @Nullable LaneTable lanes;

    /** Returns the wall-clock time of a time in a log. */
    static String wall(RunHeader header, long ns) {
        return TIME.format(Instant.EPOCH.plusNanos(header.anchorWallNs()).plusNanos(ns - header.anchorNs()));
    }

    /** Returns text without anything that a terminal would obey. */
    static String clean(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ");
    }

    /** Takes note of the names in a document. */
    void note(LogDocument document) {
        if (document instanceof RunHeader first) {
            header = first;
        } else if (document instanceof StageTable table) {
            names = table;
        } else if (document instanceof LaneTable table) {
            lanes = table;
        }
    }

    /** Returns the line of a document. */
    String of(LogDocument document) {
        if (document instanceof TraceDocument d) {
            return trace(d);
        } else if (document instanceof BatchDocument d) {
            return at(d.endNs()) + " batch " + d.serial() + ": " + d.members().size() + " members, "
                    + ms(d.endNs() - d.startNs()) + (d.failed() ? ", failed" : "");
        } else if (document instanceof DropCount d) {
            return at(d.atNs()) + " losses: " + d.droppedRecords() + " records, " + d.incompleteTraces()
                    + " incomplete, "
                    + d.abandonedTraces() + " abandoned, " + d.misuses() + " misuses, " + d.lostDocuments()
                    + " documents, " + d.removedFiles() + " files removed";
        } else if (document instanceof HistogramInterval d) {
            return at(d.endNs()) + " histograms of " + ms(d.endNs() - d.startNs()) + ": " + ended(d) + " traces";
        } else if (document instanceof ResourceSample d) {
            return at(d.atNs()) + " sample:" + values(d);
        } else if (document instanceof ThreadSample d) {
            return at(d.atNs()) + " threads: " + d.threads().size() + " used "
                    + ms(d.threads().stream()
                            .mapToLong(ThreadSample.ThreadUse::cpuNs)
                            .sum())
                    + " of CPU time";
        } else if (document instanceof Pause d) {
            return at(d.endNs()) + " "
                    + d.type().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " for " + ms(d.endNs() - d.startNs())
                    + (d.cause().isEmpty() ? "" : ": " + clean(d.cause()));
        }
        return rare(document);
    }

    private String rare(LogDocument document) {
        if (document instanceof RunHeader d) {
            return at(d.anchorNs()) + " run of " + clean(d.service()) + ", process " + d.processId() + ", format "
                    + d.formatVersion();
        } else if (document instanceof StageTable d) {
            return now() + " names: " + d.stages().size() + " stages, "
                    + d.attributes().size() + " attributes, " + d.kinds().size() + " kinds";
        } else if (document instanceof LaneTable d) {
            return now() + " lanes: " + d.lanes().size();
        } else if (document instanceof BudgetStep d) {
            return at(d.atNs()) + " keeps " + d.level().name().toLowerCase(Locale.ROOT) + ", one in " + d.oneIn()
                    + String.format(Locale.ROOT, ": took %.2f %% of %.2f %%", 100 * d.share(), 100 * d.budget());
        } else if (document instanceof SelfCost d) {
            return at(d.atNs()) + " own cost in " + ms(d.intervalNs()) + ": " + d.records() + " records, "
                    + ms(d.drainerCpuNs() + d.lanesCpuNs()) + " of CPU time; the log takes " + d.logBytes() + " bytes";
        } else if (document instanceof ThreadStages d) {
            return now() + " thread " + d.threadId() + ": " + d.boundaries().size() + " boundaries";
        } else if (document instanceof Operators d) {
            return now() + " operators of batch " + d.batchSerial() + ": "
                    + d.times().size() + " in a forward of " + ms(d.forwardNs());
        } else if (document instanceof CarriedRecords d) {
            return now() + " records carried: " + d.records().remaining() + " bytes";
        } else if (document instanceof RunFooter d) {
            return at(d.atNs()) + " closed: " + d.traces() + " traces, " + d.events() + " records";
        }
        return now() + " " + document.getClass().getSimpleName();
    }

    private String trace(TraceDocument d) {
        StringBuilder line = new StringBuilder(at(d.endNs()))
                .append(" trace ")
                .append(d.serial())
                .append(' ')
                .append(kind(d.kind()))
                .append(' ')
                .append(d.outcome().name().toLowerCase(Locale.ROOT));
        if (!d.failure().isEmpty()) {
            line.append(" (").append(clean(d.failure())).append(')');
        }
        line.append(' ').append(ms(d.endNs() - d.startNs()));
        line.append(' ').append(d.kept().name().toLowerCase(Locale.ROOT));
        if (d.weight() != 1) {
            line.append(String.format(Locale.ROOT, " weight %.6g", d.weight()));
        }
        line.append(d.recovered() ? " recovered" : "").append(':');
        for (TraceDocument.Span span : d.spans()) {
            line.append(' ').append(stage(span.stage())).append(' ').append(ms(span.endNs() - span.startNs()));
        }
        return line.toString();
    }

    private static long ended(HistogramInterval interval) {
        return interval.histograms().stream()
                .filter(h -> h.of() == HistogramInterval.Of.KIND_LATENCY)
                .mapToLong(HistogramInterval.Histogram::count)
                .sum();
    }

    private String values(ResourceSample sample) {
        StringBuilder values = new StringBuilder();
        LaneTable table = lanes;
        for (ResourceSample.LaneValue value : sample.values()) {
            List<LaneTable.LaneEntry> known = table == null ? List.of() : table.lanes();
            String name = value.lane() < known.size() ? known.get(value.lane()).name() : "lane" + value.lane();
            values.append(' ').append(clean(name)).append('=').append(value.value());
        }
        return values.toString();
    }

    private String kind(int id) {
        StageTable table = names;
        return table != null && id < table.kinds().size() ? clean(table.kinds().get(id)) : "kind" + id;
    }

    private String stage(int id) {
        StageTable table = names;
        return table != null && id < table.stages().size()
                ? clean(table.stages().get(id).name())
                : "stage" + id;
    }

    private String at(long ns) {
        RunHeader first = header;
        return first == null ? Long.toString(ns) : wall(first, ns);
    }

    /** In place of a time that a document does not have. */
    private static String now() {
        return "-".repeat(24);
    }

    private static String ms(long ns) {
        return String.format(Locale.ROOT, "%.3f ms", ns / 1e6);
    }
}
