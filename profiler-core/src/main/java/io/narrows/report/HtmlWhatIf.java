package io.narrows.report;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.whatif.Baseline;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.Quantity;
import io.narrows.whatif.Station;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the run would have been with something changed. */
final class HtmlWhatIf {

    private HtmlWhatIf() {}

    /** Whether there is something to say. */
    static boolean drawn(WhatIfTable table) {
        return !table.predictions().isEmpty() || !table.reason().isEmpty();
    }

    static void write(Html html, WhatIfTable table) {
        if (!drawn(table)) {
            return;
        }
        html.raw("<section id=\"whatif\" aria-labelledby=\"h-whatif\">\n");
        html.element("h2 id=\"h-whatif\"", "What if");
        if (table.predictions().isEmpty()) {
            html.element("p class=\"lead\"", "Nothing is predicted for this run: " + table.reason() + ".")
                    .raw("</section>\n");
            return;
        }
        html.element("p class=\"lead\"", lead(table.baseline()));
        List<List<String>> rows = new ArrayList<>();
        for (Prediction prediction : table.predictions()) {
            String words = Html.escape(Html.name(WhatIfTable.words(prediction)));
            rows.add(List.of(
                    prediction.caution().isEmpty()
                            ? words
                            : words + "<span class=\"note\">" + Html.escape(prediction.caution()) + "</span>",
                    change(prediction.p50(), true),
                    Html.escape(Format.number(prediction.p99().after().value())),
                    change(prediction.p99(), true),
                    change(prediction.throughput(), false)));
        }
        HtmlTable.write(
                html,
                "Predicted change, with its 95 % interval",
                List.of(
                        HtmlTable.Column.prose("with"),
                        HtmlTable.Column.number("p50").minor(),
                        HtmlTable.Column.number("p99, ms").minor(),
                        HtmlTable.Column.number("p99"),
                        HtmlTable.Column.number("throughput")),
                rows);
        stations(html, table.baseline().stations());
        html.raw("</section>\n");
    }

    static String lead(Baseline baseline) {
        return "The " + Format.count(baseline.requests())
                + " recorded requests, sent again through a model of the queues. With nothing changed it gives a p50 of "
                + Format.number(baseline.replayed().p50Ms()) + " ms and a p99 of "
                + Format.number(baseline.replayed().p99Ms()) + " ms, where "
                + Format.number(baseline.observed().p50Ms())
                + " and " + Format.number(baseline.observed().p99Ms()) + " ms were observed.";
    }

    private static String change(Quantity quantity, boolean lessIsBetter) {
        Estimate percent = quantity.changePercent();
        Double lo = percent.lo();
        Double hi = percent.hi();
        boolean sure = lo != null && hi != null && (lo > 0 || hi < 0);
        String css = !sure ? "" : percent.value() < 0 == lessIsBetter ? " class=\"good\"" : " class=\"bad\"";
        return "<b" + css + ">" + Html.escape(signed(percent.value()) + " %") + "</b> <span class=\"ci\">"
                + Html.escape(lo == null || hi == null ? Format.TOO_SMALL : "[" + signed(lo) + ", " + signed(hi) + "]")
                + "</span>";
    }

    static String signed(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 99.5 ? "%+,.0f" : "%+.1f", value)
                .replace('-', '\u2212');
    }

    private static void stations(Html html, List<Station> stations) {
        if (stations.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Station station : stations.subList(0, Math.min(12, stations.size()))) {
            rows.add(List.of(
                    Html.escape(Html.name(station.name())),
                    Html.escape(String.join(
                            ", ", station.stages().stream().map(Html::name).toList())),
                    Html.escape(Format.count(station.workers()) + (station.stated() ? "" : " (inferred)")),
                    Html.escape(station.batching() ? "at most " + Format.count(station.maxBatch()) : "no"),
                    Html.escape(Format.percent(station.utilisation())),
                    Html.escape(Format.percent(station.waitShare()))));
        }
        html.raw("<details><summary>Where requests queue</summary>\n");
        HtmlTable.write(
                html,
                "Stations: the queue, what a worker does for a request or a batch, and how busy the workers were",
                List.of(
                        HtmlTable.Column.words("queue"),
                        HtmlTable.Column.words("stages"),
                        HtmlTable.Column.number("workers"),
                        HtmlTable.Column.number("batches"),
                        HtmlTable.Column.number("busy"),
                        HtmlTable.Column.number("wait, of mean")),
                rows);
        html.raw("</details>\n");
    }
}
