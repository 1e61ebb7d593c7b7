package io.narrows.report;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.Waterfall;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.analysis.accounting.SlowRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Single requests, each stage where it ran. */
final class HtmlWaterfalls {

    private static final int MOST_BARS = 60;

    private HtmlWaterfalls() {}

    static void write(Html html, RunAnalysis run, Attribution attribution) {
        html.raw("<section id=\"requests\" aria-labelledby=\"h-requests\">\n");
        html.element("h2 id=\"h-requests\"", "Single requests");
        html.element(
                "p class=\"lead\"",
                "Time runs from left to right, each request on its own scale. Stages of a batch carry its number and how many"
                        + " requests were in it. Below the stages: what was served while it waited, and pauses of the JVM.");
        for (Waterfall waterfall : run.waterfalls()) {
            html.raw("<div class=\"w\">");
            html.element(
                    "h3",
                    waterfall.label().substring(0, 1).toUpperCase(Locale.ROOT)
                            + waterfall.label().substring(1) + ": " + Format.number(waterfall.latencyMs()) + " ms");
            html.raw("<p class=\"meta\">")
                    .text(Html.name(waterfall.kind()) + ", arrived after " + Format.number(waterfall.startS()) + " s");
            waterfall.attributes().forEach(attribute -> html.text(", " + Html.name(attribute)));
            html.raw(", trace ").element("code", waterfall.traceId()).raw("</p>");
            table(html, waterfall, slow(attribution, waterfall.serial()));
            html.raw("</div>\n");
        }
        html.raw("</section>\n");
    }

    private static @Nullable SlowRequest slow(Attribution attribution, long serial) {
        return attribution.slowest().stream()
                .filter(request -> request.traceSerial() == serial)
                .findFirst()
                .orElse(null);
    }

    private static void table(Html html, Waterfall waterfall, @Nullable SlowRequest slow) {
        html.raw("<table><caption class=\"hide\">").text("Stages of the request " + waterfall.label());
        html.raw(
                "</caption><colgroup><col class=\"name\"><col><col class=\"ms\"></colgroup><thead class=\"hide\"><tr>"
                        + "<th scope=\"col\">stage</th><th scope=\"col\">when</th><th scope=\"col\">ms</th></tr></thead><tbody>\n");
        List<Waterfall.Bar> bars = waterfall.bars();
        double whole = Math.max(waterfall.latencyMs(), 1e-9);
        for (Waterfall.Bar bar : bars.subList(0, Math.min(MOST_BARS, bars.size()))) {
            String segment = Html.segment(bar.segment());
            html.raw("<tr class=\"" + segment + "\"><th scope=\"row\">");
            html.raw("<span class=\"tag " + segment + "\">" + tag(segment) + "</span>");
            html.text(Html.name(bar.stage()));
            if (bar.batchSerial() != 0) {
                html.element("span class=\"batch\"", batch(bar));
            }
            String ms = Format.aligned(bar.durationMs(), waterfall.latencyMs());
            html.raw("</th><td class=\"track\"><i class=\"" + segment + "\" style=\"left:"
                    + Html.css(100 * bar.startMs() / whole) + ";width:" + Html.css(100 * bar.durationMs() / whole)
                    + "\"></i><span class=\"hide\">");
            html.text("from " + Format.number(bar.startMs()) + " ms").raw("</span></td>");
            html.element("td", ms + " ms").raw("</tr>\n");
        }
        if (slow != null) {
            HtmlCauseLanes.write(html, slow, whole);
        }
        html.raw("</tbody></table>\n");
        if (bars.size() > MOST_BARS) {
            html.element("p class=\"meta\"", (bars.size() - MOST_BARS) + " more spans are not drawn.");
        }
    }

    /** The first letter stays on a phone, the rest goes. */
    private static String tag(String segment) {
        return segment.equals("NONE") ? "\u2013" : segment.charAt(0) + "<span>" + segment.substring(1) + "</span>";
    }

    private static String batch(Waterfall.Bar bar) {
        return "batch " + bar.batchSerial() + (bar.batchSize() == 0 ? "" : " of " + bar.batchSize());
    }
}
