package io.narrows.report;

import io.narrows.analysis.operators.OperatorStatistics;
import java.util.ArrayList;
import java.util.List;

/** Operators in words and as rows of text. */
final class OperatorWords {

    private static final int MOST_ROWS = 8;

    private OperatorWords() {}

    static String lead(OperatorStatistics operators) {
        return Format.count(operators.batches())
                + (operators.batches() == 1 ? " forward was" : " forwards were")
                + " profiled by " + operators.engine() + ", " + Format.number(operators.forwardMs())
                + " ms each on average; profiling makes them slower than others.";
    }

    /** With the number of layers where they are several. */
    static String name(OperatorStatistics.Row row) {
        String name = row.name().isEmpty() ? "in no layer" : Html.name(row.name());
        return row.name().contains("*") && row.layers() > 1 ? name + " (" + row.layers() + " layers)" : name;
    }

    static String interval(OperatorStatistics.Row row) {
        return row.lo() == row.hi()
                ? ""
                : "[" + Format.percent(row.lo()).replace(" %", "") + ", "
                        + Format.percent(row.hi()).replace(" %", "") + "]";
    }

    static String bytes(OperatorStatistics.Row row) {
        return row.bytesPerForward() < 0 ? "" : Format.bytes(row.bytesPerForward());
    }

    /** The largest layers, or the largest operators where no layer is known, on one line. */
    static String line(OperatorStatistics operators) {
        boolean layers = operators.layers().stream().anyMatch(row -> !row.name().isEmpty());
        List<OperatorStatistics.Row> rows = layers ? operators.layers() : operators.operators();
        List<String> parts = new ArrayList<>();
        for (OperatorStatistics.Row row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
            parts.add(name(row) + " " + Format.percent(row.share()));
        }
        if (operators.outside() > 0) {
            parts.add("in none of them " + Format.percent(operators.outside()));
        }
        return String.join(", ", parts) + "; of " + Format.count(operators.batches()) + " profiled";
    }

    /** As a table in Markdown, empty where nothing was profiled. */
    static List<String> markdown(OperatorStatistics operators) {
        if (operators.batches() == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(lead(operators), ""));
        lines.add("| inside the forward | of it | ms | calls |");
        lines.add("|---|---:|---:|---:|");
        List<OperatorStatistics.Row> rows = new ArrayList<>(operators
                .layers()
                .subList(0, Math.min(MOST_ROWS, operators.layers().size())));
        rows.addAll(operators
                .operators()
                .subList(0, Math.min(MOST_ROWS, operators.operators().size())));
        for (OperatorStatistics.Row row : rows) {
            lines.add("| " + MarkdownReport.escape(name(row)) + " | " + Format.percent(row.share()) + " | "
                    + Format.number(row.msPerForward()) + " | " + Format.number(row.callsPerForward()) + " |");
        }
        lines.add("");
        return lines;
    }
}
