package io.narrows.report;

import io.narrows.analysis.FailureCount;
import io.narrows.analysis.Losses;
import io.narrows.analysis.Overhead;
import io.narrows.analysis.RunAnalysis;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What decides whether the numbers can be trusted: answers, overhead, loss, warnings, environment. */
final class HtmlTrust {

    private HtmlTrust() {}

    static void write(Html html, RunReport report) {
        RunAnalysis run = report.analysis();
        html.raw("<section id=\"trust\" aria-labelledby=\"h-trust\">\n");
        html.element("h2 id=\"h-trust\"", "Can it be trusted");
        html.element("p class=\"lead\"", "What was checked, what recording cost, what it lost, and where it ran.");
        html.raw("<div class=\"two\"><div>\n<dl>");
        golden(html, report.golden());
        entry(html, "Recording cost", overhead(run.overhead()));
        entry(html, "Lost", loss(run.losses()));
        entry(
                html,
                "Log",
                run.run().closedInOrder() ? "closed in order" : "without an end: its process was killed or still runs");
        entry(html, "Other traces", Format.count(run.counts().other()) + " outside the measured session");
        if (run.counts().recovered() > 0) {
            entry(
                    html,
                    "Recovered",
                    Format.requests(run.counts().recovered()) + " from the buffers of a killed process");
        }
        LoadResult load = report.load();
        if (load != null) {
            entry(
                    html,
                    "Load",
                    Format.count(load.scheduled()) + " scheduled at " + Format.number(load.ratePerS()) + " per second, "
                            + Format.count(load.answered()) + " answered, " + Format.count(load.failed()) + " failed");
        }
        html.raw("</dl>\n");
        failures(html, run);
        if (!report.warnings().isEmpty()) {
            html.raw("<h3 class=\"warn\" style=\"margin:16px 0 6px\">Warnings</h3><ul class=\"notes\">");
            report.warnings().forEach(warning -> html.element("li", warning));
            html.raw("</ul>\n");
        }
        html.raw("</div><div>\n<dl>");
        run.run().environment().forEach((key, value) -> entry(html, Html.name(key), value));
        html.raw("</dl></div></div></section>\n");
    }

    private static void failures(Html html, RunAnalysis run) {
        if (run.failures().isEmpty()) {
            return;
        }
        html.raw("<h3 class=\"bad\" style=\"margin:16px 0 6px\">Failures</h3><ul class=\"notes\">");
        for (FailureCount failure :
                run.failures().subList(0, Math.min(10, run.failures().size()))) {
            String reason = failure.reason().isEmpty() ? "no reason given" : Format.cut(failure.reason(), 300, true);
            html.element("li", Format.count(failure.count()) + " times: " + reason);
        }
        html.raw("</ul>\n");
    }

    private static void golden(Html html, @Nullable GoldenSummary golden) {
        if (golden == null) {
            entry(html, "Golden answers", "not checked in this run");
            return;
        }
        StringBuilder text = new StringBuilder(golden.passed() ? "passed, " : "FAILED, ");
        text.append(Format.count(golden.compared())).append(" compared");
        text.append(golden.engine().isEmpty() ? "" : " on " + golden.engine());
        Double maxAbs = golden.maxAbs();
        Double minCosine = golden.minCosine();
        text.append(maxAbs == null ? "" : ", largest difference " + Format.scientific(maxAbs));
        text.append(minCosine == null ? "" : String.format(Locale.ROOT, ", smallest cosine %.8f", minCosine));
        text.append(golden.worst().isEmpty() ? "" : "; worst: " + golden.worst());
        entry(html, "Golden answers", text.toString());
    }

    static String overhead(@Nullable Overhead overhead) {
        return overhead == null
                ? "not known: it needs a log with an end and a request that ended well"
                : String.format(
                        Locale.ROOT,
                        "%.3f %% of the mean latency: %.1f events per request at %.0f ns",
                        overhead.shareOfMean() * 100,
                        overhead.eventsPerTrace(),
                        overhead.nsPerEvent());
    }

    static String loss(Losses losses) {
        if (!losses.any() && losses.abandonedTraces() == 0 && losses.misuses() == 0) {
            return "nothing";
        }
        return Format.count(losses.droppedRecords()) + " records dropped, " + Format.count(losses.incompleteTraces())
                + " traces incomplete, " + Format.count(losses.abandonedTraces()) + " abandoned, "
                + Format.count(losses.lostDocuments()) + " documents lost, " + Format.count(losses.misuses())
                + " misuses";
    }

    private static void entry(Html html, String key, String value) {
        html.element("dt", key).element("dd", value).raw("\n");
    }
}
