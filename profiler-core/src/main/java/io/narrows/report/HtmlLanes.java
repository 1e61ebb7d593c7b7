package io.narrows.report;

import io.narrows.analysis.RunAnalysis;
import java.util.List;
import java.util.Locale;

/** What machine, process and JVM did meanwhile. */
final class HtmlLanes {

    private HtmlLanes() {}

    static void write(Html html, RunAnalysis run) {
        List<LaneRows.Row> rows = LaneRows.of(run);
        if (rows.isEmpty()) {
            return;
        }
        html.raw("<section id=\"machine\" aria-labelledby=\"h-machine\">\n");
        html.element("h2 id=\"h-machine\"", "Machine and JVM meanwhile");
        html.element(
                "p class=\"lead\"",
                run.counts().kept() > 0
                        ? "Over the measured time. Where it can be told that some of it made requests slow, it is among the causes."
                        : "Over the whole log. Whether any of it made a request slow cannot be told from histograms.");
        html.raw("<dl class=\"lanes\">");
        rows.forEach(row ->
                html.element("dt", row.label()).element("dd", row.value()).raw("\n"));
        html.raw("</dl>\n");
        String unavailable = LaneRows.unavailable(run);
        if (!unavailable.isEmpty()) {
            html.element(
                            "p class=\"facts\"",
                            unavailable.substring(0, 1).toUpperCase(Locale.ROOT) + unavailable.substring(1))
                    .raw("\n");
        }
        html.raw("</section>\n");
    }
}
