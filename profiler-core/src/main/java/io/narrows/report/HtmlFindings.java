package io.narrows.report;

import io.narrows.diagnosis.Diagnosis;
import io.narrows.diagnosis.Finding;
import java.util.List;
import java.util.Locale;

/** The findings, ranked. */
final class HtmlFindings {

    private HtmlFindings() {}

    static void write(Html html, Diagnosis diagnosis) {
        List<Finding> findings = diagnosis.findings();
        html.raw("<section id=\"findings\" aria-labelledby=\"h-findings\">\n");
        html.element("h2 id=\"h-findings\"", "Findings");
        if (findings.isEmpty()) {
            html.element("p class=\"lead\"", "Nothing stands out in this run.").raw("</section>\n");
            return;
        }
        html.element("p class=\"lead\"", FindingWords.lead(diagnosis));
        for (Finding finding : findings) {
            html.raw("\n<article class=\"find\">");
            html.element("div class=\"rank\"", String.valueOf(finding.rank()));
            html.raw("<div>").element("h3", finding.title());
            html.raw("<p class=\"ev\">");
            String segment = finding.segment();
            if (segment != null) {
                html.element("span class=\"tag " + Html.segment(segment) + "\"", segment)
                        .raw(" ");
            }
            html.text(finding.evidence()).raw("</p>");
            suggestion(html, finding.suggestion());
            html.raw("</div>");
            effect(html, finding);
            html.raw("</article>\n");
        }
        html.raw("</section>\n");
    }

    /** What stands between backquotes is code. */
    private static void suggestion(Html html, String suggestion) {
        html.raw("<p>");
        boolean code = false;
        for (String part : suggestion.split("`", -1)) {
            if (code) {
                html.element("code", part);
            } else {
                html.text(part);
            }
            code = !code;
        }
        html.raw("</p>");
    }

    private static void effect(Html html, Finding finding) {
        Finding.Prediction predicted = finding.predicted();
        if (predicted == null) {
            return;
        }
        html.raw("<div class=\"eff\">")
                .element(
                        "b",
                        String.format(Locale.ROOT, "%+.1f %%", predicted.changePercent())
                                .replace('-', '\u2212'));
        html.element("span", FindingWords.metric(predicted) + ", " + predicted.bound());
        Double lo = predicted.lo();
        Double hi = predicted.hi();
        html.element(
                "span",
                lo == null || hi == null
                        ? "no interval, " + Format.TOO_SMALL
                        : String.format(Locale.ROOT, "[%+.1f, %+.1f]", lo, hi).replace('-', '\u2212'));
        html.element("span", "if " + Html.name(predicted.assumption()));
        if (Boolean.TRUE.equals(finding.meetsGoal())) {
            html.element("span class=\"good\"", "\u2713 meets the goal");
        }
        html.raw("</div>");
    }
}
