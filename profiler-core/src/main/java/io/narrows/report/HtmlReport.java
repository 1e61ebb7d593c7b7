package io.narrows.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.narrows.analysis.AllTraces;
import io.narrows.analysis.LatencySummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.statistics.Estimate;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run as one HTML file: no network, no script, no font of its own, so that it works from a mail attachment. Its content
 * security policy allows its own style and nothing else.
 */
public final class HtmlReport {

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String FROM_HISTOGRAMS = "from histograms";

    private final RunReport report;
    private final RunAnalysis run;
    private final Html html = new Html();

    private HtmlReport(RunReport report) {
        this.report = report;
        this.run = report.analysis();
    }

    /** Renders a report as a whole document. */
    public static String render(RunReport report) {
        HtmlReport page = new HtmlReport(report);
        page.page();
        return page.html.toString();
    }

    private void page() {
        html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                        + "style-src 'unsafe-inline'\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .element("title", "Narrows: " + service())
                .raw("\n<style>\n" + css() + "</style>\n</head>\n<body>\n");
        header();
        html.raw("<main>\n");
        tiles();
        HtmlFindings.write(html, report.diagnosis());
        if (report.hasTraces()) {
            HtmlStages.write(html, run);
            HtmlTail.write(html, report.diagnosis().attribution());
            HtmlWhatIf.write(html, report.whatIf());
            HtmlOperators.write(html, run.operators());
            HtmlFlames.write(html, report.cpu());
            HtmlCharts.distribution(html, report);
            HtmlGroups.write(html, run);
            HtmlWaterfalls.write(html, run, report.diagnosis().attribution());
        }
        HtmlAllTraces.write(html, run);
        HtmlTimeline.write(html, run);
        HtmlLanes.write(html, run);
        if (report.hasTraces()) {
            HtmlBatches.write(html, run);
        }
        HtmlTrust.write(html, report);
        html.raw("</main>\n<footer>\n")
                .element("p", "Made by narrows from " + report.paths().log());
        html.raw("</footer>\n</body>\n</html>\n");
    }

    private void header() {
        html.raw("<header>\n").element("p class=\"over\"", "Narrows run report").raw("\n");
        html.element("h1", verdict()).raw("\n<p class=\"facts\">");
        html.element("b", service()).text(" recorded " + WHEN.format(run.run().recordedAt()) + ": ");
        html.text(Format.extent(run));
        if (run.counts().failed() > 0) {
            html.raw(", ").element("b class=\"bad\"", Format.count(run.counts().failed()) + " failed");
        }
        if (run.counts().abandoned() > 0) {
            html.raw(", ").element("b class=\"warn\"", Format.count(run.counts().abandoned()) + " never ended");
        }
        if (run.counts().sampled()) {
            html.text(". " + Format.sampled(run.counts()));
        }
        html.raw("</p>\n<nav aria-label=\"Sections\"><ul>");
        link("findings", "Findings");
        if (report.hasTraces()) {
            link("stages", "Where the time goes");
            if (HtmlTail.drawn(report.diagnosis().attribution())) {
                link("tail", "The slow ones");
            }
            if (HtmlWhatIf.drawn(report.whatIf())) {
                link("whatif", "What if");
            }
            if (HtmlOperators.drawn(run.operators())) {
                link("operators", "Inside the forward");
            }
            if (HtmlFlames.drawn(report.cpu())) {
                link("cpu", "Code");
            }
            link("latency", "Latency");
            if (HtmlGroups.drawn(run)) {
                link("groups", "Kinds and sizes");
            }
            link("requests", "Single requests");
        }
        if (run.allTraces() != null) {
            link("all", "All requests");
        }
        if (HtmlTimeline.drawn(run)) {
            link("timeline", "Over the run");
        }
        if (run.lanes() != null) {
            link("machine", "Machine");
        }
        link("trust", "Can it be trusted");
        html.raw("</ul></nav>\n</header>\n");
    }

    private void link(String id, String text) {
        html.raw("<li><a href=\"#" + id + "\">").text(text).raw("</a></li>");
    }

    private String verdict() {
        GoldenSummary golden = report.golden();
        if (golden != null && !golden.passed()) {
            return "The answers are not right: the golden check failed";
        }
        if (!report.diagnosis().findings().isEmpty()) {
            return report.diagnosis().findings().get(0).title();
        }
        return report.hasTraces()
                ? "No stage stands out"
                : run.histogramsOnly() ? "No request was kept whole: histograms only" : "No request ended well";
    }

    private void tiles() {
        LatencySummary latency = run.latency();
        LoadResult load = report.load();
        html.raw("<ul class=\"tiles\">\n");
        AllTraces all = run.allTraces();
        if (all != null && run.histogramsOnly()) {
            histogramTiles(all);
        } else {
            Estimate throughput = run.throughputPerS();
            tile(
                    "Throughput",
                    throughput == null ? "-" : Format.number(throughput.value()),
                    "per second",
                    throughput == null ? "" : Format.interval(throughput),
                    load == null || load.ratePerS() == 0 ? "" : "offered " + Format.number(load.ratePerS()));
        }
        if (latency != null) {
            latencyTile("Latency p50", latency.p50(), load == null ? null : load.p50Ms());
            latencyTile("Latency p90", latency.p90(), load == null ? null : load.p90Ms());
            latencyTile("Latency p99", latency.p99(), load == null ? null : load.p99Ms());
        }
        GoldenSummary golden = report.golden();
        if (golden == null) {
            tile("Golden answers", "-", "", "not checked in this run", "");
        } else {
            html.raw("<li>").element("span class=\"k\"", "Golden answers");
            html.element(
                    golden.passed() ? "span class=\"v good\"" : "span class=\"v bad\"",
                    golden.passed() ? "\u2713 passed" : "\u2717 failed");
            html.element("span class=\"n\"", Format.count(golden.compared()) + " compared")
                    .raw("</li>\n");
        }
        html.raw("</ul>\n");
    }

    /** Of the most frequent kind: percentiles of several kinds do not add up. */
    private void histogramTiles(AllTraces all) {
        double seconds = all.seconds();
        tile("Throughput", seconds > 0 ? Format.number(all.count() / seconds) : "-", "per second", FROM_HISTOGRAMS, "");
        AllTraces.Line kind = all.kinds().get(0);
        String which = all.kinds().size() == 1 ? "" : Html.name(kind.name());
        tile("Latency p50", Format.number(kind.p50Ms()), "ms", FROM_HISTOGRAMS, which);
        tile("Latency p90", Format.number(kind.p90Ms()), "ms", FROM_HISTOGRAMS, which);
        tile("Latency p99", Format.number(kind.p99Ms()), "ms", FROM_HISTOGRAMS, which);
    }

    private void latencyTile(String key, Estimate server, @Nullable Estimate client) {
        tile(
                key,
                Format.number(server.value()),
                "ms",
                Format.interval(server),
                client == null ? "" : "client " + Format.number(client.value()) + " ms");
    }

    private void tile(String key, String value, String unit, String note, String second) {
        html.raw("<li>")
                .element("span class=\"k\"", key)
                .raw("<span class=\"v\">")
                .text(value);
        html.raw(unit.isEmpty() ? "" : " <small>" + Html.escape(unit) + "</small>")
                .raw("</span>");
        html.element("span class=\"n\"", note);
        if (!second.isEmpty()) {
            html.element("span class=\"n\"", second);
        }
        html.raw("</li>\n");
    }

    private String service() {
        String service = run.run().service();
        return service.isEmpty() ? "unknown service" : Html.name(service);
    }

    private static String css() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is missing from the jar");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("report.css cannot be read from the jar: " + e.getMessage(), e);
        }
    }
}
