package io.narrows.report;

import io.narrows.analysis.KindStatistics;
import io.narrows.analysis.LatencyEstimates;
import io.narrows.analysis.QueueAndService;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.SizeBucket;
import java.util.ArrayList;
import java.util.List;

/** Latency by kind of request and by size of the input. */
final class HtmlGroups {

    private static final int MOST_KINDS = 16;

    private HtmlGroups() {}

    /** Whether there is something to say that the whole does not. */
    static boolean drawn(RunAnalysis run) {
        return run.kinds().size() > 1 || run.sizes().size() > 1;
    }

    static void write(Html html, RunAnalysis run) {
        if (!drawn(run)) {
            return;
        }
        html.raw("<section id=\"groups\" aria-labelledby=\"h-groups\">\n");
        html.element("h2 id=\"h-groups\"", "By kind and size");
        html.element(
                "p class=\"lead\"",
                "Latency in ms with its 95 % interval, and how much of it was waiting in a queue. Where the requests of a row are"
                        + " too few for a quantile, it says so.");
        if (run.kinds().size() > 1) {
            List<List<String>> rows = new ArrayList<>();
            for (KindStatistics kind :
                    run.kinds().subList(0, Math.min(MOST_KINDS, run.kinds().size()))) {
                rows.add(row(Html.name(kind.kind()), kind.count(), kind.latency(), kind.parts()));
            }
            HtmlTable.write(html, "By kind of request", columns("kind"), rows);
        }
        if (run.sizes().size() > 1) {
            String attribute = Html.name(run.sizes().get(0).attribute());
            List<List<String>> rows = new ArrayList<>();
            for (SizeBucket size : run.sizes()) {
                rows.add(row(range(size), size.count(), size.latency(), size.parts()));
            }
            HtmlTable.write(html, "By size of the input, from its attribute " + attribute, columns(attribute), rows);
        }
        html.raw("</section>\n");
    }

    /** From the smallest to the largest size of a bucket. */
    static String range(SizeBucket size) {
        return size.from() == size.to()
                ? Format.count(size.from())
                : Format.count(size.from()) + " to " + Format.count(size.to());
    }

    private static List<HtmlTable.Column> columns(String what) {
        return List.of(
                HtmlTable.Column.words(what),
                HtmlTable.Column.number("requests"),
                HtmlTable.Column.number("p50"),
                HtmlTable.Column.number("p99"),
                HtmlTable.Column.number("p99.9").minor(),
                HtmlTable.Column.number("waiting"));
    }

    private static List<String> row(String name, long count, LatencyEstimates latency, QueueAndService parts) {
        return List.of(
                Html.escape(name),
                Html.escape(Format.count(count)),
                HtmlTail.estimate(latency.p50()),
                HtmlTail.estimate(latency.p99()),
                HtmlTail.estimate(latency.p999()),
                Html.escape(Format.percent(parts.waitShare())));
    }
}
