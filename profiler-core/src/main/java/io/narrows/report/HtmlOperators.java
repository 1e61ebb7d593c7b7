package io.narrows.report;

import io.narrows.analysis.operators.OperatorStatistics;
import java.util.ArrayList;
import java.util.List;

/** What ran inside the forward: by layer and by operator. */
final class HtmlOperators {

    private static final int MOST_ROWS = 16;

    private HtmlOperators() {}

    /** Whether a batch was profiled. */
    static boolean drawn(OperatorStatistics operators) {
        return operators.batches() > 0;
    }

    static void write(Html html, OperatorStatistics operators) {
        if (!drawn(operators)) {
            return;
        }
        html.raw("<section id=\"operators\" aria-labelledby=\"h-operators\">\n");
        html.element("h2 id=\"h-operators\"", "Inside the forward");
        html.element("p class=\"lead\"", OperatorWords.lead(operators));
        if (operators.layers().stream().anyMatch(row -> !row.name().isEmpty())) {
            table(
                    html,
                    "By layer; * stands for a number, and layers that differ only in it are one row",
                    "layer",
                    operators.layers(),
                    operators.outside());
        }
        table(html, "By operator", "operator", operators.operators(), operators.outside());
        html.raw("</section>\n");
    }

    private static void table(
            Html html, String caption, String name, List<OperatorStatistics.Row> rows, double outside) {
        double most = rows.isEmpty() ? 1 : Math.max(1e-9, rows.get(0).share());
        boolean device = rows.stream().anyMatch(row -> row.deviceMsPerForward() > 0);
        List<List<String>> cells = new ArrayList<>();
        for (OperatorStatistics.Row row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
            List<String> cell = new ArrayList<>(List.of(
                    Html.escape(OperatorWords.name(row)),
                    "<span class=\"tbar COMPUTE\" style=\"width:" + Html.css(100 * Math.min(1, row.share() / most))
                            + "\"></span>",
                    Html.escape(Format.percent(row.share())) + " <span class=\"ci\">"
                            + Html.escape(OperatorWords.interval(row)) + "</span>",
                    Html.escape(Format.number(row.msPerForward())),
                    Html.escape(Format.number(row.callsPerForward())),
                    Html.escape(OperatorWords.bytes(row))));
            if (device) {
                cell.add(Html.escape(Format.number(row.deviceMsPerForward())));
            }
            cells.add(cell);
        }
        OperatorWords.rest(rows, MOST_ROWS).ifPresent(rest -> {
            List<String> cell = new ArrayList<>(List.of(
                    Html.escape(rest.name() + ", together"),
                    "",
                    Html.escape(Format.percent(rest.share())),
                    Html.escape(Format.number(rest.ms())),
                    "",
                    ""));
            if (device) {
                cell.add(Html.escape(Format.number(rest.deviceMs())));
            }
            cells.add(cell);
        });
        if (outside > 0) {
            List<String> rest =
                    new ArrayList<>(List.of("in none of them", "", Html.escape(Format.percent(outside)), "", "", ""));
            if (device) {
                rest.add("");
            }
            cells.add(rest);
        }
        List<HtmlTable.Column> columns = new ArrayList<>(List.of(
                HtmlTable.Column.prose(name),
                HtmlTable.Column.words("").minor(),
                HtmlTable.Column.number("of the forward [95 %]"),
                HtmlTable.Column.number("ms"),
                HtmlTable.Column.number("calls").minor(),
                HtmlTable.Column.number("allocated").minor()));
        if (device) {
            columns.add(HtmlTable.Column.number("ms on the device"));
        }
        HtmlTable.write(html, caption, columns, cells);
    }
}
