package io.narrows.report;

import io.narrows.analysis.LatencySummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.statistics.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Latency by percentile. */
final class HtmlCharts {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private HtmlCharts() {}

    /** Percentiles on an axis that gives every further nine the same room: 50, 90, 99, 99.9. */
    static void distribution(Html html, RunReport report) {
        LatencySummary latency = report.analysis().latency();
        if (latency == null || latency.curve().isEmpty()) {
            return;
        }
        LoadResult load = report.load();
        List<LatencySummary.CurvePoint> curve = latency.curve();
        double last = Math.max(99.9, curve.get(curve.size() - 1).percentile());
        double highest = curve.get(curve.size() - 1).ms();
        Estimate[] server = {latency.p50(), latency.p90(), latency.p99(), latency.p999()};
        Estimate[] client = load == null ? new Estimate[0] : new Estimate[] {load.p50Ms(), load.p90Ms(), load.p99Ms()};
        for (Estimate[] side : new Estimate[][] {server, client}) {
            for (Estimate estimate : side) {
                highest = Math.max(highest, top(estimate));
            }
        }
        Plot plot = new Plot(highest).grid("ms");
        for (double percentile : new double[] {0, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99}) {
            if (percentile <= last) {
                boolean minor = percentile == 0 || percentile == 75 || percentile == 95 || percentile == 99.5;
                plot.upright(place(percentile, last)).mark(place(percentile, last), label(percentile), minor);
            }
        }
        double[] parts =
                curve.stream().mapToDouble(p -> place(p.percentile(), last)).toArray();
        whiskers(plot, "server", server, last);
        plot.line(
                "server",
                parts,
                curve.stream().mapToDouble(LatencySummary.CurvePoint::ms).toArray());
        client(plot, client, last);
        html.raw("<section id=\"latency\" aria-labelledby=\"h-latency\">\n");
        html.element("h2 id=\"h-latency\"", "Latency");
        html.element(
                "p class=\"lead\"",
                "Half of the requests are at most as slow as p50, 99 of 100 as p99. Pale strokes are 95 % intervals that"
                        + " allow for requests waiting for each other; where the run is too short for one there is none.");
        html.raw("<ul class=\"key\"><li><span class=\"lg\"></span>server, arrival to response</li>");
        html.raw(
                client.length == 0
                        ? ""
                        : "<li><span class=\"lg client\"></span>client, from the scheduled arrival</li>");
        html.raw("</ul>").raw(plot.render(300, says(server, client))).raw("\n");
        table(html, report.analysis(), load);
        notes(html, report.analysis());
        html.raw("</section>\n");
    }

    private static void table(Html html, RunAnalysis run, @Nullable LoadResult load) {
        LatencySummary latency = Objects.requireNonNull(run.latency());
        List<List<String>> rows = new ArrayList<>();
        for (LatencySummary.CurvePoint point : latency.curve()) {
            Estimate estimate = at(latency, point.percentile());
            Estimate client = client(load, point.percentile());
            rows.add(List.of(
                    label(point.percentile()),
                    estimate == null ? Format.number(point.ms()) : HtmlTail.estimate(estimate),
                    client == null ? "" : HtmlTail.estimate(client)));
        }
        rows.add(List.of("slowest", Format.number(latency.maxMs()), ""));
        html.raw("<details><summary>The numbers</summary>");
        HtmlTable.write(
                html,
                "Latency by percentile, in ms, with 95 % intervals",
                List.of(
                        HtmlTable.Column.words("percentile"),
                        HtmlTable.Column.number("server"),
                        HtmlTable.Column.number("client")),
                rows);
        html.raw("</details>\n");
    }

    private static @Nullable Estimate at(LatencySummary latency, double percentile) {
        Estimate[] of = {latency.p50(), latency.p90(), latency.p99(), latency.p999()};
        for (int i = 0; i < of.length; i++) {
            if (PERCENTILES[i] == percentile) {
                return of[i];
            }
        }
        return null;
    }

    private static @Nullable Estimate client(@Nullable LoadResult load, double percentile) {
        return load == null
                ? null
                : percentile == 50
                        ? load.p50Ms()
                        : percentile == 90 ? load.p90Ms() : percentile == 99 ? load.p99Ms() : null;
    }

    /** What was set apart, and what the server cannot see. */
    private static void notes(Html html, RunAnalysis run) {
        for (String note : RunNotes.of(run)) {
            html.element("p class=\"noted\"", note).raw("\n");
        }
    }

    private static void client(Plot plot, Estimate[] client, double last) {
        whiskers(plot, "client", client, last);
        int known = 0;
        double[] parts = new double[client.length];
        double[] values = new double[client.length];
        for (int i = 0; i < client.length; i++) {
            Estimate estimate = client[i];
            if (estimate != null) {
                parts[known] = place(PERCENTILES[i], last);
                values[known++] = estimate.value();
                plot.dot(place(PERCENTILES[i], last), estimate.value());
            }
        }
        plot.line("client", Arrays.copyOf(parts, known), Arrays.copyOf(values, known));
    }

    private static void whiskers(Plot plot, String side, @Nullable Estimate[] estimates, double last) {
        for (int i = 0; i < estimates.length; i++) {
            Estimate estimate = estimates[i];
            if (estimate != null && estimate.lo() != null && estimate.hi() != null) {
                plot.whisker(side, place(PERCENTILES[i], last), estimate.lo(), estimate.hi());
            }
        }
    }

    private static double top(@Nullable Estimate estimate) {
        if (estimate == null) {
            return 0;
        }
        Double hi = estimate.hi();
        return hi == null ? estimate.value() : Math.max(hi, estimate.value());
    }

    private static String says(@Nullable Estimate[] server, @Nullable Estimate[] client) {
        StringBuilder text = new StringBuilder("Latency by percentile. Server:");
        append(text, server);
        if (client.length > 0) {
            text.append(" Client:");
            append(text, client);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable Estimate[] estimates) {
        String[] names = {" p50 ", " p90 ", " p99 ", " p99.9 "};
        for (int i = 0; i < estimates.length; i++) {
            Estimate estimate = estimates[i];
            if (estimate != null) {
                text.append(names[i]).append(Format.ms(estimate)).append(";");
            }
        }
    }

    private static String label(double percentile) {
        return percentile == 0
                ? "fastest"
                : "p" + String.format(Locale.ROOT, "%.2f", percentile).replaceAll("\\.?0+$", "");
    }

    /** Part of the axis: the logarithm of how rare slower ones are. */
    private static double place(double percentile, double last) {
        double range = Math.log(1 / (1 - Math.min(last, 99.999) / 100)) * 1.02;
        return Math.log(1 / (1 - Math.min(percentile, 99.999) / 100)) / range;
    }
}
