package io.narrows.report.export;

/** What an export is written for. */
public enum ExportFormat {
    /** Perfetto's own protobuf: the richest timeline, with counters and SQL. */
    PERFETTO("traces.perfetto-trace"),
    /** Trace events as JSON: opens in the Perfetto UI and in {@code chrome://tracing}. */
    CHROME("traces.chrome.json"),
    /** Spans as OpenTelemetry's JSON lines, for the collector's file receiver. */
    OTLP("traces.otlp.jsonl"),
    /** Time by kind, segment and stage, one line each, for flame graph tools. */
    COLLAPSED("stages.collapsed");

    private final String fileName;

    ExportFormat(String fileName) {
        this.fileName = fileName;
    }

    /** Name that a file of this format gets where the user gives none. */
    public String fileName() {
        return fileName;
    }
}
