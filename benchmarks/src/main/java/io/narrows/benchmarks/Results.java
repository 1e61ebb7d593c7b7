package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.cli.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** A benchmark's rows as a table, as JSON and as an exit code. */
final class Results {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Results() {}

    static void print(List<Row> rows, PrintStream out) {
        int width = rows.stream().mapToInt(row -> row.row().length()).max().orElse(0);
        String line = "%-" + width + "s  %12s  %-22s  %-10s  %-11s  %s%n";
        out.printf(Locale.ROOT, line, "row", "value", "95 % interval", "target", "holds", "note");
        for (Row row : rows) {
            Double lo = row.lo();
            Double hi = row.hi();
            out.printf(
                    Locale.ROOT,
                    line,
                    row.row(),
                    number(row.value()) + (row.unit().isEmpty() ? "" : " " + row.unit()),
                    lo == null || hi == null ? "" : "[" + number(lo) + ", " + number(hi) + "]",
                    row.target(),
                    words(row.holds()),
                    row.note());
        }
    }

    static void write(Path file, String name, boolean quick, List<Row> rows, SortedMap<String, String> environment)
            throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("schema", "narrows.benchmark/1");
        json.put("benchmark", name);
        json.put("quick", quick);
        ArrayNode array = json.putArray("rows");
        for (Row row : rows) {
            ObjectNode node = array.addObject();
            node.put("row", row.row());
            node.put("value", row.value());
            node.put("unit", row.unit());
            node.put("lo", row.lo());
            node.put("hi", row.hi());
            node.put("target", row.target());
            node.put("holds", words(row.holds()));
            node.put("note", row.note());
        }
        ObjectNode facts = json.putObject("environment");
        for (Map.Entry<String, String> fact : environment.entrySet()) {
            facts.put(fact.getKey(), fact.getValue());
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, MAPPER.writeValueAsString(json) + "\n");
    }

    static int exitCode(List<Row> rows) {
        if (rows.stream().anyMatch(row -> row.holds() == Row.Holds.NO)) {
            return ExitCode.DOES_NOT_HOLD;
        }
        return rows.stream().anyMatch(row -> row.holds() == Row.Holds.CANNOT_TELL)
                        || rows.stream().noneMatch(row -> row.holds() == Row.Holds.YES)
                ? ExitCode.CANNOT_DECIDE
                : ExitCode.HOLDS;
    }

    private static String words(Row.Holds holds) {
        return switch (holds) {
            case YES -> "yes";
            case NO -> "no";
            case CANNOT_TELL -> "cannot tell";
            case INFORMS -> "";
        };
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e9) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(
                Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.3f" : "%.4f", value);
    }
}
