package io.narrows.report;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.StageStatistics;
import io.narrows.analysis.TailBand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Where the time goes: two stacked bars and the table behind them. */
final class HtmlStages {

    /** Tenths of a percent from which a part of a bar has room for its name. */
    private static final long ROOM_FOR_NAME = 90;

    private HtmlStages() {}

    static void write(Html html, RunAnalysis run) {
        List<StageRow> rows = StageRow.of(run);
        TailBand tail = run.tail();
        html.raw("<section id=\"stages\" aria-labelledby=\"h-stages\">\n");
        html.element("h2 id=\"h-stages\"", "Where the time goes");
        html.element(
                "p class=\"lead\"",
                "From arrival to response, in the order in which a request passes. A stage that serves a batch counts in full"
                        + " for each of its requests, because each of them waits for all of it.");
        String tailHead = tail == null
                ? "The slowest"
                : "The slowest " + Format.count(tail.traces()) + " requests (" + Format.percent(tail.partOfTraces())
                        + "), mean " + Format.number(tail.meanMs()) + " ms";
        double mean = rows.stream().mapToDouble(StageRow::meanMs).sum();
        stack(html, "All requests, mean " + Format.number(mean) + " ms", rows, StageRow::meanTenths);
        stack(html, tailHead, rows, StageRow::tailTenths);
        key(html);
        table(html, rows, mean);
        intervals(html, run);
        html.raw("</section>\n");
    }

    private static void stack(Html html, String head, List<StageRow> rows, ToLongFunction<StageRow> share) {
        StringBuilder says = new StringBuilder(head).append(": ");
        for (StageRow row : rows) {
            says.append(Html.name(row.name()))
                    .append(' ')
                    .append(Format.tenths(share.applyAsLong(row)))
                    .append("; ");
        }
        html.raw("<div class=\"stack\"><div class=\"head\">")
                .element("span", head)
                .raw("</div>");
        html.raw("<div class=\"bar\" role=\"img\" aria-label=\"")
                .text(says.toString())
                .raw("\">");
        for (StageRow row : rows) {
            long tenths = Math.max(0, share.applyAsLong(row));
            boolean room = tenths >= ROOM_FOR_NAME;
            String label = Html.name(row.name()) + " " + Format.tenths(tenths);
            html.raw("<i class=\"" + Html.segment(row.segment()) + (room ? "" : " thin") + "\" style=\"flex:" + tenths
                    + " 1 0\" title=\"");
            html.text(label).raw("\">").text(room ? label : "").raw("</i>");
        }
        html.raw("</div></div>\n");
    }

    private static void key(Html html) {
        html.raw("<ul class=\"key\">");
        for (String[] entry : new String[][] {
            {"DATA", "DATA: load, tokenize, assemble"},
            {"COMPUTE", "COMPUTE: the model"},
            {"SERVING", "SERVING: network, queue, encode"},
            {"NONE", "in no stage"}
        }) {
            html.raw("<li><span class=\"sw " + entry[0] + "\"></span>")
                    .text(entry[1])
                    .raw("</li>");
        }
        html.raw("</ul>\n");
    }

    private static void intervals(Html html, RunAnalysis run) {
        List<List<String>> numbers = new ArrayList<>();
        for (StageStatistics stage : run.stages()) {
            numbers.add(List.of(
                    Html.escape(Html.name(stage.name())),
                    HtmlTail.estimate(stage.p50()),
                    HtmlTail.estimate(stage.p90()),
                    HtmlTail.estimate(stage.p99()),
                    HtmlTail.estimate(stage.p999()),
                    Html.escape(Format.number(stage.requests().mean())),
                    stage.waiting()
                            ? "waiting"
                            : Html.escape(Format.number(stage.executions().mean())),
                    Html.escape(Format.percent(stage.executions().busy()))));
        }
        if (numbers.isEmpty()) {
            return;
        }
        html.raw("<details><summary>Quantiles with intervals, and how many at once</summary>\n");
        HtmlTable.write(
                html,
                "Times of the requests that went through the stage, in ms with 95 % intervals; requests in it and executions of"
                        + " it at once, on average; part of the time in which there was any",
                List.of(
                        HtmlTable.Column.words("stage"),
                        HtmlTable.Column.number("p50"),
                        HtmlTable.Column.number("p90"),
                        HtmlTable.Column.number("p99"),
                        HtmlTable.Column.number("p99.9"),
                        HtmlTable.Column.number("requests"),
                        HtmlTable.Column.number("executions"),
                        HtmlTable.Column.number("busy")),
                numbers);
        html.raw("</details>\n");
    }

    private static void table(Html html, List<StageRow> rows, double mean) {
        html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Stages, table\"><table>");
        html.element("caption", "Times in ms. p50 and p99 are of the requests that went through the stage.");
        html.raw("<thead><tr><th scope=\"col\">stage</th><th scope=\"col\" class=\"l seg\">segment</th>"
                + "<th scope=\"col\">of mean</th><th scope=\"col\" class=\"l few\"><span class=\"hide\">bar</span></th>"
                + "<th scope=\"col\">of p99</th><th scope=\"col\">mean</th><th scope=\"col\">p50</th>"
                + "<th scope=\"col\">p99</th><th scope=\"col\" class=\"few\">count</th></tr></thead><tbody>\n");
        long widest =
                Math.max(1, rows.stream().mapToLong(StageRow::meanTenths).max().orElse(1));
        for (StageRow row : rows) {
            String segment = Html.segment(row.segment());
            html.raw("<tr class=\"" + segment + "\"><th scope=\"row\" title=\"")
                    .text(Html.name(row.name()))
                    .raw("\">");
            html.raw(
                    row.segment().isEmpty()
                            ? ""
                            : "<span class=\"tag ini " + segment + "\" aria-hidden=\"true\">" + segment.charAt(0)
                                    + "</span>");
            html.text(Html.name(row.name())).raw(row.inBatch() ? "<span class=\"batch\">per batch</span>" : "");
            html.raw("</th><td class=\"l seg\">");
            html.raw(row.segment().isEmpty() ? "" : "<span class=\"tag " + segment + "\">" + segment + "</span>");
            html.raw("</td>").element("td", Format.tenths(row.meanTenths()));
            html.raw("<td class=\"bar few\"><i class=\"" + segment + "\" style=\"width:"
                    + Html.css(100.0 * Math.max(0, row.meanTenths()) / widest) + "\"></i></td>");
            html.element("td", Format.tenths(row.tailTenths())).element("td", Format.aligned(row.meanMs(), mean));
            html.element("td", Double.isNaN(row.p50Ms()) ? "" : Format.aligned(row.p50Ms(), mean));
            html.element("td", Double.isNaN(row.p99Ms()) ? "" : Format.aligned(row.p99Ms(), mean));
            html.element("td class=\"few\"", row.count() == 0 ? "" : Format.count(row.count()))
                    .raw("</tr>\n");
        }
        html.raw(
                "</tbody><tfoot><tr><th scope=\"row\">arrival to response</th><td class=\"seg\"></td><td>100.0 %</td><td class=\"few\"></td>"
                        + "<td>100.0 %</td>");
        html.element("td", Format.aligned(mean, mean))
                .raw("<td></td><td></td><td class=\"few\"></td></tr></tfoot></table></div>\n");
    }
}
