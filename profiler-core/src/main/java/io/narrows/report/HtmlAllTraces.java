package io.narrows.report;

import io.narrows.analysis.AllTraces;
import io.narrows.analysis.RunAnalysis;
import java.util.List;

/** What the histograms say about all requests of the log. */
final class HtmlAllTraces {

    private static final int MOST_ROWS = 60;

    private HtmlAllTraces() {}

    static void write(Html html, RunAnalysis run) {
        AllTraces all = run.allTraces();
        if (all == null) {
            return;
        }
        html.raw("<section id=\"all\" aria-labelledby=\"h-all\">\n");
        html.element("h2 id=\"h-all\"", "All requests");
        html.element("p class=\"lead\"", says(run, all));
        table(html, "Latency by kind of request, in ms", "kind", all.kinds());
        if (!all.stages().isEmpty()) {
            boolean open = run.latency() == null;
            html.raw(open ? "<details open>" : "<details>")
                    .element("summary", "Time of one execution, by stage")
                    .raw("\n");
            table(html, "Time of one execution of each stage, in ms", "stage", all.stages());
            html.raw("</details>\n");
        }
        html.raw("</section>\n");
    }

    /** Where these numbers come from, and what they are not. */
    static String says(RunAnalysis run, AllTraces all) {
        return "From histograms over " + Format.requests(all.count()) + " that ended in " + Format.number(all.seconds())
                + " s of the log: kept or not, failed ones too"
                + (run.counts().other() > 0 ? ", and those outside the measured session" : "")
                + ". Percentiles are right to 2 %.";
    }

    private static void table(Html html, String caption, String what, List<AllTraces.Line> lines) {
        html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(caption)
                .raw("\"><table>");
        html.element("caption", caption).raw("<thead><tr>").element("th scope=\"col\"", what);
        for (String column : new String[] {"of time", "mean", "p50", "p90", "p99", "longest", "count"}) {
            html.element("th scope=\"col\"", column);
        }
        html.raw("</tr></thead><tbody>\n");
        for (AllTraces.Line line : lines.subList(0, Math.min(MOST_ROWS, lines.size()))) {
            html.raw("<tr>").element("th scope=\"row\"", Html.name(line.name()));
            html.element("td", Format.percent(line.shareOfMean()));
            for (double ms : new double[] {line.meanMs(), line.p50Ms(), line.p90Ms(), line.p99Ms(), line.maxMs()}) {
                html.element("td", Format.number(ms));
            }
            html.element("td", Format.count(line.count())).raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n");
    }
}
