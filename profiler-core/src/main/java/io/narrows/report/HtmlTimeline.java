package io.narrows.report;

import io.narrows.analysis.LaneSummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.TimelinePoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The run over time: load, latency, processors and garbage collection, one below the other on one time axis. */
final class HtmlTimeline {

    /** A run of fewer slices has no course over time that would be worth a picture. */
    private static final int FEWEST_SLICES = 5;

    private static final int FEWEST_MARKS = 4;

    private final Html html;
    private final List<TimelinePoint> points;
    private final List<LaneSummary.LanePoint> lanes;
    private final double endS;

    private HtmlTimeline(Html html, RunAnalysis run) {
        this.html = html;
        this.points = run.timeline().size() < FEWEST_SLICES ? List.of() : run.timeline();
        LaneSummary summary = run.lanes();
        this.lanes = summary == null || summary.timeline().size() < FEWEST_SLICES ? List.of() : summary.timeline();
        double end = points.isEmpty() ? 0 : points.get(points.size() - 1).toS();
        this.endS = lanes.isEmpty()
                ? end
                : Math.max(end, lanes.get(lanes.size() - 1).toS());
    }

    /** Whether there is something to draw. */
    static boolean drawn(RunAnalysis run) {
        return new HtmlTimeline(new Html(), run).endS > 0;
    }

    static void write(Html html, RunAnalysis run) {
        HtmlTimeline timeline = new HtmlTimeline(html, run);
        if (timeline.endS > 0) {
            timeline.section(run.histogramsOnly());
        }
    }

    private void section(boolean histogramsOnly) {
        html.raw("<section id=\"timeline\" aria-labelledby=\"h-timeline\">\n");
        html.element("h2 id=\"h-timeline\"", "Over the run");
        html.element(
                "p class=\"lead\"",
                "All on one time axis, requests by their end. A trend or a step here means that one number for the whole run"
                        + " hides something.");
        if (!points.isEmpty()) {
            throughput();
            latency(histogramsOnly);
            queues();
        }
        if (!lanes.isEmpty()) {
            processors();
            collections();
        }
        numbers();
        html.raw("</section>\n");
    }

    private void throughput() {
        Plot plot = plot(points.stream().mapToDouble(TimelinePoint::throughputPerS), "/s");
        points.forEach(p -> plot.column(p.fromS() / endS, p.toS() / endS, p.throughputPerS()));
        html.element("h3", "Throughput");
        html.raw(plot.render(
                        130,
                        "Throughput over the run: " + range(points, TimelinePoint::throughputPerS) + " per second"))
                .raw("\n");
    }

    private void latency(boolean histogramsOnly) {
        Plot plot = plot(points.stream().mapToDouble(TimelinePoint::maxMs), "ms");
        double[] parts = points.stream()
                .mapToDouble(p -> (p.fromS() + p.toS()) / 2 / endS)
                .toArray();
        plot.line(
                "soft", parts, points.stream().mapToDouble(TimelinePoint::maxMs).toArray());
        html.element("h3", "Latency");
        html.raw("<ul class=\"key\">");
        if (!histogramsOnly) {
            plot.line(
                    "server",
                    parts,
                    points.stream().mapToDouble(TimelinePoint::p50Ms).toArray());
            html.raw("<li><span class=\"lg\"></span>median of the slice</li>");
        }
        html.raw("<li><span class=\"lg soft\"></span>slowest of the slice</li></ul>");
        String says = histogramsOnly
                ? "Slowest request over the run: " + range(points, TimelinePoint::maxMs)
                : "Median latency over the run: " + range(points, TimelinePoint::p50Ms);
        html.raw(plot.render(170, says + " ms")).raw("\n");
    }

    private void queues() {
        double[] inFlight = of(TimelinePoint::inFlight);
        double[] waiting = of(TimelinePoint::waiting);
        if (inFlight.length != points.size() || waiting.length != points.size()) {
            return;
        }
        double[] parts = points.stream()
                .mapToDouble(p -> (p.fromS() + p.toS()) / 2 / endS)
                .toArray();
        Plot plot = plot(DoubleStream.concat(stream(inFlight), stream(waiting)), "");
        plot.line("soft", parts, inFlight).line("waits", parts, waiting);
        html.element("h3", "Requests under way");
        html.raw("<ul class=\"key\"><li><span class=\"lg soft\"></span>all</li>"
                + "<li><span class=\"lg waits\"></span>waiting in a queue</li></ul>");
        html.raw(plot.render(
                        130,
                        "Requests under way over the run: at most "
                                + Format.number(stream(inFlight).max().orElse(0))
                                + " on average over a slice, of them at most "
                                + Format.number(stream(waiting).max().orElse(0)) + " waiting in a queue"))
                .raw("\n");
    }

    private double[] of(Function<TimelinePoint, @Nullable Double> value) {
        return points.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** The same as numbers, for who cannot see the pictures. */
    private void numbers() {
        if (points.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (TimelinePoint point : points) {
            rows.add(List.of(
                    Html.escape(Format.number(point.fromS()) + " to " + Format.number(point.toS())),
                    Html.escape(Format.number(point.throughputPerS())),
                    point.p50Ms() == 0 ? "" : Html.escape(Format.number(point.p50Ms())),
                    Html.escape(Format.number(point.maxMs())),
                    number(point.inFlight()),
                    number(point.waiting())));
        }
        html.raw("<details><summary>The numbers</summary>");
        HtmlTable.write(
                html,
                "The run in slices of equal length",
                List.of(
                        HtmlTable.Column.words("seconds"),
                        HtmlTable.Column.number("per second"),
                        HtmlTable.Column.number("median, ms"),
                        HtmlTable.Column.number("slowest, ms"),
                        HtmlTable.Column.number("under way"),
                        HtmlTable.Column.number("waiting")),
                rows);
        html.raw("</details>\n");
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : Html.escape(Format.number(value));
    }

    private void processors() {
        double[] process = values(LaneSummary.LanePoint::processCpus);
        double[] system = values(LaneSummary.LanePoint::systemCpus);
        if (process.length + system.length == 0) {
            return;
        }
        Plot plot = plot(DoubleStream.concat(stream(process), stream(system)), "");
        plot.line("soft", moments(LaneSummary.LanePoint::systemCpus), system);
        plot.line("server", moments(LaneSummary.LanePoint::processCpus), process);
        html.element("h3", "Processors in use, cores");
        html.raw("<ul class=\"key\"><li><span class=\"lg\"></span>this process</li>"
                + "<li><span class=\"lg soft\"></span>everything on the host</li></ul>");
        html.raw(plot.render(
                        130,
                        "Processors in use over the run: this process at most "
                                + Format.number(stream(process).max().orElse(0)) + ", the host at most "
                                + Format.number(stream(system).max().orElse(0)) + " cores"))
                .raw("\n");
    }

    private void collections() {
        double most =
                lanes.stream().mapToDouble(LaneSummary.LanePoint::gcMs).max().orElse(0);
        html.element("h3", "Pauses for garbage collection");
        if (most <= 0) {
            html.element("p class=\"lead\"", "None.");
            return;
        }
        Plot plot = plot(lanes.stream().mapToDouble(LaneSummary.LanePoint::gcMs), "ms");
        lanes.forEach(p -> {
            if (p.gcMs() > 0) {
                plot.column(p.fromS() / endS, p.toS() / endS, p.gcMs());
            }
        });
        html.raw(plot.render(
                        90,
                        "Pauses for garbage collection over the run: at most " + Format.number(most)
                                + " ms in one slice"))
                .raw("\n");
    }

    private Plot plot(DoubleStream values, String unit) {
        Plot plot = new Plot(values.max().orElse(1)).grid(unit);
        double step = step(endS / FEWEST_MARKS);
        int marks = (int) Math.floor(endS / step * (1 + 1e-9));
        for (int i = 0; i <= marks; i++) {
            plot.mark(i * step / endS, Format.axis(i * step) + (i == marks ? " s" : ""), i % 2 == 1 && i < marks);
        }
        return plot;
    }

    /** The largest of 1, 2, 5 times a power of ten that is not above a length. */
    private static double step(double longest) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(longest, 1e-9))));
        double lead = longest / power;
        return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
    }

    private double[] values(Function<LaneSummary.LanePoint, @Nullable Double> value) {
        return lanes.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** Middles of the slices that have a value. */
    private double[] moments(Function<LaneSummary.LanePoint, @Nullable Double> value) {
        return lanes.stream()
                .filter(p -> value.apply(p) != null)
                .mapToDouble(p -> (p.fromS() + p.toS()) / 2 / endS)
                .toArray();
    }

    private static DoubleStream stream(double[] values) {
        return Arrays.stream(values);
    }

    private static String range(List<TimelinePoint> points, ToDoubleFunction<TimelinePoint> value) {
        return "between "
                + Format.number(points.stream().mapToDouble(value).min().orElse(0)) + " and "
                + Format.number(points.stream().mapToDouble(value).max().orElse(0));
    }
}
