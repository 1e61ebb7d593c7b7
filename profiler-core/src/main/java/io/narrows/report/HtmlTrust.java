package io.narrows.report;

import io.narrows.analysis.FailureCount;
import io.narrows.analysis.Overhead;
import io.narrows.analysis.RunAnalysis;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What decides whether the numbers can be trusted: answers, overhead, loss, warnings, environment. */
final class HtmlTrust {

    private static final int MOST_WARNINGS = 40;

    private HtmlTrust() {}

    static void write(Html html, RunReport report) {
        RunAnalysis run = report.analysis();
        html.raw("<section id=\"trust\" aria-labelledby=\"h-trust\">\n");
        html.element("h2 id=\"h-trust\"", "Can it be trusted");
        html.element("p class=\"lead\"", "What was checked, what recording cost, what it lost, and where it ran.");
        html.raw("<div class=\"two\"><div>\n<dl>");
        golden(html, report.golden());
        overhead(html, run);
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
        steps(html, run);
        failures(html, run);
        if (!report.warnings().isEmpty()) {
            html.raw("<h3 class=\"warn\" style=\"margin:16px 0 6px\">Warnings</h3><ul class=\"notes\">");
            report.warnings().stream().limit(MOST_WARNINGS).forEach(warning -> html.element("li", warning));
            if (report.warnings().size() > MOST_WARNINGS) {
                html.element("li", Format.count(report.warnings().size() - MOST_WARNINGS) + " more in report.json");
            }
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

    private static void overhead(Html html, RunAnalysis run) {
        entry(html, "Recording cost", OverheadWords.recording(run));
        said(html, "Profiler's processor time", OverheadWords.processor(run.overhead()));
        entry(html, "Lost", OverheadWords.loss(run.losses()));
        said(html, "Size of the log", OverheadWords.log(run.overhead(), run.losses()));
        said(html, "Budget", OverheadWords.budget(run.overhead()));
    }

    private static void steps(Html html, RunAnalysis run) {
        Overhead.Budget budget = run.overhead() == null ? null : run.overhead().budget();
        if (budget == null) {
            return;
        }
        html.raw("<details><summary>Steps of the budget</summary><ul class=\"notes\">");
        budget.listed().forEach(step -> html.element("li", OverheadWords.step(step)));
        html.raw("</ul></details>\n");
    }

    private static void said(Html html, String key, String value) {
        if (!value.isEmpty()) {
            entry(html, key, value);
        }
    }

    private static void entry(Html html, String key, String value) {
        html.element("dt", key).element("dd", value).raw("\n");
    }
}
