package io.narrows.report;

import io.narrows.analysis.operators.OperatorStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators in words and as rows of text. */
final class OperatorWords {

    private static final int MOST_ROWS = 8;

    private OperatorWords() {}

    static String lead(OperatorStatistics operators) {
        return Format.count(operators.batches())
                + (operators.batches() == 1 ? " forward was" : " forwards were")
                + " profiled by " + operators.engine() + ", " + Format.number(operators.forwardMs())
                + " ms each on average; profiling makes them slower than others."
                + (operators.others() == 0 ? "" : " " + others(operators) + " and not in here.");
    }

    private static String others(OperatorStatistics operators) {
        return Format.count(operators.others()) + (operators.others() == 1 ? " is" : " are") + " of other models";
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

    /**
     * What a table that is cut leaves out, as one row.
     *
     * @param count how many rows
     * @param ms their time in one forward
     * @param share their part of the forward
     * @param deviceMs their time on a device in one forward
     */
    record Rest(int count, double ms, double share, double deviceMs) {

        String name() {
            return Format.count(count) + " more";
        }
    }

    /** What is left of rows after the first ones; empty where that is none. */
    static Optional<Rest> rest(List<OperatorStatistics.Row> rows, int first) {
        if (rows.size() <= first) {
            return Optional.empty();
        }
        double ms = 0;
        double share = 0;
        double deviceMs = 0;
        for (OperatorStatistics.Row row : rows.subList(first, rows.size())) {
            ms += row.msPerForward();
            share += row.share();
            deviceMs += row.deviceMsPerForward();
        }
        return Optional.of(new Rest(rows.size() - first, ms, share, deviceMs));
    }

    /** The largest layers, or the largest operators where no layer is known, on one line. */
    static String line(OperatorStatistics operators) {
        boolean layers = operators.layers().stream().anyMatch(row -> !row.name().isEmpty());
        List<OperatorStatistics.Row> rows = layers ? operators.layers() : operators.operators();
        List<String> parts = new ArrayList<>();
        for (OperatorStatistics.Row row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
            parts.add(name(row) + " " + Format.percent(row.share()));
        }
        rest(rows, MOST_ROWS).ifPresent(rest -> parts.add(rest.name() + " " + Format.percent(rest.share())));
        if (operators.outside() > 0) {
            parts.add("in none of them " + Format.percent(operators.outside()));
        }
        return String.join(", ", parts) + "; of " + Format.count(operators.batches()) + " profiled"
                + (operators.others() == 0 ? "" : ", " + others(operators));
    }

    /** As a table in Markdown, empty where nothing was profiled. */
    static List<String> markdown(OperatorStatistics operators) {
        if (operators.batches() == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(lead(operators), ""));
        lines.add("| inside the forward | of it | ms | calls |");
        lines.add("|---|---:|---:|---:|");
        markdown(operators.layers(), lines);
        markdown(operators.operators(), lines);
        if (operators.outside() > 0) {
            lines.add("| in none of them | " + Format.percent(operators.outside()) + " | "
                    + Format.number(operators.outside() * operators.forwardMs()) + " | |");
        }
        lines.add("");
        return lines;
    }

    private static void markdown(List<OperatorStatistics.Row> rows, List<String> lines) {
        for (OperatorStatistics.Row row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
            lines.add("| " + MarkdownReport.escape(name(row)) + " | " + Format.percent(row.share()) + " | "
                    + Format.number(row.msPerForward()) + " | " + Format.number(row.callsPerForward()) + " |");
        }
        rest(rows, MOST_ROWS)
                .ifPresent(rest -> lines.add("| " + rest.name() + ", together | " + Format.percent(rest.share()) + " | "
                        + Format.number(rest.ms()) + " | |"));
    }
}
