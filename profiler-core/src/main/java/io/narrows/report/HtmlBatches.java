package io.narrows.report;

import io.narrows.analysis.BatchStatistics;
import io.narrows.analysis.RunAnalysis;
import java.util.SortedMap;
import java.util.TreeMap;

/** The batches: how large, how long, how much of them padding. */
final class HtmlBatches {

    private static final int MOST_ROWS = 24;

    private HtmlBatches() {}

    /** Sizes of a range together, by the smallest of it, where there are too many of them for a table. */
    private static SortedMap<Integer, Long> grouped(SortedMap<Integer, Long> sizes) {
        if (sizes.size() <= MOST_ROWS) {
            return sizes;
        }
        int width = width(sizes);
        SortedMap<Integer, Long> grouped = new TreeMap<>();
        sizes.forEach((size, count) -> grouped.merge(size - (size - 1) % width, count, Long::sum));
        return grouped;
    }

    private static int width(SortedMap<Integer, Long> sizes) {
        return (sizes.lastKey() + MOST_ROWS - 1) / MOST_ROWS;
    }

    static void write(Html html, RunAnalysis run) {
        BatchStatistics batches = run.batches();
        if (batches == null) {
            return;
        }
        html.raw("<section id=\"batches\" aria-labelledby=\"h-batches\">\n");
        html.element("h2 id=\"h-batches\"", "Batches");
        html.element("p class=\"lead\"", summary(batches));
        html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Batch sizes, table\"><table>");
        html.element("caption", "Batches by number of requests in them");
        html.raw(
                "<thead><tr><th scope=\"col\">requests</th><th scope=\"col\" class=\"l\"><span class=\"hide\">bar</span>"
                        + "</th><th scope=\"col\">batches</th><th scope=\"col\">part</th></tr></thead><tbody>");
        SortedMap<Integer, Long> all = batches.sizes();
        SortedMap<Integer, Long> sizes = HtmlBatches.grouped(all);
        int width = all.size() <= MOST_ROWS ? 1 : width(all);
        long most = sizes.values().stream().mapToLong(Long::longValue).max().orElse(1);
        sizes.forEach((size, count) -> {
            html.raw("<tr class=\"COMPUTE\">")
                    .element(
                            "th scope=\"row\"",
                            width == 1
                                    ? Format.count(size)
                                    : Format.count(size) + " to " + Format.count(size + width - 1));
            html.raw("<td class=\"bar\" style=\"width:60%\"><i style=\"width:" + Html.css(100.0 * count / most)
                    + "\"></i></td>");
            html.element("td", Format.count(count));
            html.element("td", Format.percent((double) count / batches.count())).raw("</tr>");
        });
        html.raw("</tbody></table></div></section>\n");
    }

    static String summary(BatchStatistics batches) {
        BatchStatistics.Padding padding = batches.padding();
        return Format.count(batches.count()) + (batches.count() == 1 ? " batch" : " batches") + " of "
                + Format.number(batches.meanSize()) + " requests on average, " + Format.number(batches.p50Ms())
                + " ms at the median and " + Format.number(batches.p99Ms()) + " ms at the p99."
                + (padding == null
                        ? ""
                        : " " + Format.percent(padding.waste()) + " of the computed tokens were padding.")
                + (batches.failed() == 0 ? "" : " " + Format.count(batches.failed()) + " failed.");
    }
}
