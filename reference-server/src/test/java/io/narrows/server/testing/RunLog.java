package io.narrows.server.testing;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a test wants to know of a run's log.
 *
 * @param traces all traces, by their ids of 32 hexadecimal digits
 * @param footer whether the log was closed in order
 */
public record RunLog(Map<String, Traced> traces, boolean footer) {
    /**
     * A trace.
     *
     * @param kind its kind
     * @param stages names of its stages, in their order
     * @param attributes its attributes
     */
    public record Traced(String kind, List<String> stages, Map<String, Long> attributes) {}

    /** Reads a log to its end. */
    public static RunLog read(Path run) {
        Map<String, TraceDocument> documents = new HashMap<>();
        StageTable names = new StageTable(List.of(), List.of(), List.of());
        boolean footer = false;
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            for (LogDocument document = reader.next(); document != null; document = reader.next()) {
                if (document instanceof TraceDocument trace) {
                    documents.put(String.format("%016x%016x", trace.traceIdHigh(), trace.traceIdLow()), trace);
                } else if (document instanceof StageTable table) {
                    names = table;
                }
                footer |= document instanceof RunFooter;
            }
        }
        Map<String, Traced> traces = new HashMap<>();
        for (Map.Entry<String, TraceDocument> entry : documents.entrySet()) {
            traces.put(entry.getKey(), traced(entry.getValue(), names));
        }
        return new RunLog(traces, footer);
    }

    private static Traced traced(TraceDocument trace, StageTable names) {
        Map<String, Long> attributes = new TreeMap<>();
        trace.attributes()
                .forEach(value ->
                        attributes.put(names.attributes().get(value.attribute()).name(), value.value()));
        return new Traced(
                names.kinds().get(trace.kind()),
                trace.spans().stream()
                        .map(span -> names.stages().get(span.stage()).name())
                        .toList(),
                attributes);
    }

    /** Ids of all traces. */
    public Set<String> traceIds() {
        return traces.keySet();
    }
}
