package io.narrows.report;

import io.narrows.analysis.accounting.Attribution;
import io.narrows.analysis.accounting.Blame;
import io.narrows.analysis.accounting.Cause;
import io.narrows.analysis.accounting.Covariate;
import io.narrows.analysis.accounting.Part;
import io.narrows.analysis.accounting.TailContrast;
import io.narrows.analysis.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;

/** What makes the slow requests slow: parts of the time, causes, properties, and who was in front. */
final class HtmlTail {

    private static final int MOST_PARTS = 20;
    private static final int MOST_ROWS = 10;

    /** Part of the bar from which a piece has room for its name. */
    private static final double ROOM_FOR_NAME = 0.13;

    private final Html html;
    private final Attribution attribution;

    private HtmlTail(Html html, Attribution attribution) {
        this.html = html;
        this.attribution = attribution;
    }

    /** Whether there is something to say. */
    static boolean drawn(Attribution attribution) {
        return !attribution.parts().isEmpty();
    }

    static void write(Html html, Attribution attribution) {
        if (drawn(attribution)) {
            new HtmlTail(html, attribution).section();
        }
    }

    private void section() {
        html.raw("<section id=\"tail\" aria-labelledby=\"h-tail\">\n");
        html.element("h2 id=\"h-tail\"", "What makes the slow ones slow");
        html.element("p class=\"lead\"", TailWords.lead(attribution.contrast()));
        contrast();
        parts();
        causes();
        covariates();
        blames();
        html.raw("</section>\n");
    }

    /** Typical and slow requests on one scale; the slow bar is the typical one and what comes on top, piece by piece. */
    private void contrast() {
        TailContrast contrast = attribution.contrast();
        List<Part> more = TailWords.growing(attribution);
        double added = more.stream().mapToDouble(p -> p.tailMs().value()).sum();
        double base = Math.max(0, contrast.slowMeanMs() - added);
        double whole = Math.max(1e-9, base + added);
        StringBuilder says = new StringBuilder("Typical requests take ")
                .append(Format.number(contrast.typicalMeanMs()))
                .append(" ms, slow ones ")
                .append(Format.number(contrast.slowMeanMs()))
                .append(" ms. What comes on top: ");
        more.forEach(p -> says.append(TailWords.name(p))
                .append(' ')
                .append(Format.number(p.tailMs().value()))
                .append(" ms; "));
        html.raw("<div class=\"contrast\" role=\"img\" aria-label=\"")
                .text(says.toString())
                .raw("\">");
        row("Typical", contrast.typicalMeanMs());
        piece("base", contrast.typicalMeanMs() / whole, "", "typical requests", contrast.typicalMeanMs());
        html.raw("<i class=\"void\" style=\"flex:"
                + Html.css(Math.max(0, 1 - contrast.typicalMeanMs() / whole) * 100)
                        .replace("%", "") + " 1 0\"></i>");
        html.raw("</div></div>");
        row("Slow", contrast.slowMeanMs());
        piece("base", base / whole, "as typical", "as in typical requests", base);
        for (Part part : more) {
            piece(
                    CauseWords.css(part.type()),
                    part.tailMs().value() / whole,
                    Html.name(part.stage()),
                    TailWords.name(part),
                    part.tailMs().value());
        }
        html.raw("</div></div></div>\n<ul class=\"key\">");
        for (String[] entry : new String[][] {
            {"own", "work"},
            {"mates", "batch-mates and padding"},
            {"wait", "waiting"},
            {"NONE", "in no stage"}
        }) {
            html.raw("<li><span class=\"sw " + entry[0] + "\"></span>")
                    .text(entry[1])
                    .raw("</li>");
        }
        html.raw("</ul>\n");
    }

    private void row(String name, double ms) {
        html.raw("<div class=\"crow\"><div class=\"head\">")
                .element("span", name)
                .element("span", Format.number(ms) + " ms")
                .raw("</div><div class=\"cbar\">");
    }

    private void piece(String css, double part, String label, String says, double ms) {
        if (part <= 0) {
            return;
        }
        html.raw("<i class=\"" + css + (part < ROOM_FOR_NAME ? " thin" : "") + "\" style=\"flex:"
                + Html.css(part * 100).replace("%", "") + " 1 0\" title=\"");
        html.text(says + ": " + Format.number(ms) + " ms").raw("\">");
        html.text(part < ROOM_FOR_NAME ? "" : label).raw("</i>");
    }

    private void parts() {
        double most = attribution.parts().stream()
                .mapToDouble(p -> Math.abs(p.tailMs().value()))
                .max()
                .orElse(1);
        double whole = attribution.contrast().slowMeanMs();
        List<List<String>> rows = new ArrayList<>();
        for (Part part : TailWords.worth(attribution, MOST_PARTS)) {
            String css = CauseWords.css(part.type());
            rows.add(List.of(
                    Html.escape(Html.name(part.stage())),
                    "<span class=\"sw " + css + "\"></span>" + Html.escape(CauseWords.of(part.type())),
                    Html.escape(Format.aligned(part.meanMs(), whole)),
                    Html.escape(Format.percent(part.shareOfMean())),
                    bar(css, part.tailMs().value() / Math.max(most, 1e-9)),
                    estimate(part.tailMs(), whole)));
        }
        HtmlTable.write(
                html,
                "Parts of the time, in the order of a request's way, ms. The last column is the slow requests' mean less the"
                        + " typical ones'",
                List.of(
                        HtmlTable.Column.words("stage"),
                        HtmlTable.Column.prose("spent on"),
                        HtmlTable.Column.number("mean").minor(),
                        HtmlTable.Column.number("of mean"),
                        HtmlTable.Column.words("").minor(),
                        HtmlTable.Column.number("slow \u2212 typical [95 %]")),
                rows);
    }

    private static String bar(String css, double part) {
        return part <= 0
                ? ""
                : "<span class=\"tbar " + css + "\" style=\"width:" + Html.css(Math.min(1, part) * 100) + "\"></span>";
    }

    private void causes() {
        if (attribution.causes().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Cause cause : head(attribution.causes())) {
            rows.add(List.of(
                    Html.escape(CauseWords.of(cause.type())),
                    Html.escape(cause.stage().isEmpty() ? "everywhere" : Html.name(cause.stage())),
                    Html.escape(Format.number(cause.meanMs())),
                    estimate(cause.tailMs()),
                    Html.escape(cause.evidence())));
        }
        html.element("h3 class=\"sub\"", "Causes");
        HtmlTable.write(
                html,
                "What held requests up, ms. Causes overlap each other and the parts above, and do not add up to them",
                List.of(
                        HtmlTable.Column.words("cause"),
                        HtmlTable.Column.words("felt in"),
                        HtmlTable.Column.number("mean").minor(),
                        HtmlTable.Column.number("slow \u2212 typical [95 %]"),
                        HtmlTable.Column.prose("how it is known").minor()),
                rows);
    }

    private void covariates() {
        if (attribution.covariates().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Covariate covariate : head(attribution.covariates())) {
            rows.add(List.of(
                    Html.escape(Html.name(covariate.name())),
                    Html.escape(Format.number(covariate.typical())),
                    Html.escape(Format.number(covariate.slow())),
                    Html.escape(Format.number(covariate.msPerUnit())),
                    estimate(covariate.tailMs())));
        }
        html.element("h3 class=\"sub\"", "Properties of slow requests");
        HtmlTable.write(
                html,
                "Means among typical and slow requests, and the ms that go with the difference",
                List.of(
                        HtmlTable.Column.words("property"),
                        HtmlTable.Column.number("typical"),
                        HtmlTable.Column.number("slow"),
                        HtmlTable.Column.number("ms per unit").minor(),
                        HtmlTable.Column.number("ms of p99 [95 %]")),
                rows);
    }

    private void blames() {
        if (attribution.blames().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Blame blame : head(attribution.blames())) {
            String kind = blame.blockingKind().isEmpty() ? "" : " of " + Html.name(blame.blockingKind());
            rows.add(List.of(
                    Html.escape(Html.name(blame.waitingStage())),
                    Html.escape(Html.name(blame.blockingStage()) + kind),
                    Html.escape(Format.number(blame.msPerRequest())),
                    Html.escape(Format.percent(blame.shareOfWait())),
                    Html.escape(Format.count(blame.waits())),
                    Html.escape(Format.number(blame.longestMs()))));
        }
        html.element("h3 class=\"sub\"", "Who delayed whom");
        HtmlTable.write(
                html,
                "Where requests waited, and what was done for others meanwhile, ms",
                List.of(
                        HtmlTable.Column.words("waiting in"),
                        HtmlTable.Column.prose("for"),
                        HtmlTable.Column.number("per request"),
                        HtmlTable.Column.number("of the wait"),
                        HtmlTable.Column.number("waits").minor(),
                        HtmlTable.Column.number("longest").minor()),
                rows);
    }

    private static <T> List<T> head(List<T> list) {
        return list.subList(0, Math.min(MOST_ROWS, list.size()));
    }

    /** A part of a whole with its interval, the latter pale. */
    private static String estimate(Estimate estimate, double whole) {
        return estimate(Format.aligned(estimate.value(), whole), estimate);
    }

    /** A number with its interval, the latter pale. */
    static String estimate(Estimate estimate) {
        return estimate(Format.number(estimate.value()), estimate);
    }

    private static String estimate(String value, Estimate estimate) {
        return Html.escape(value.replace('-', '\u2212')) + " <span class=\"ci\">"
                + Html.escape(Format.interval(estimate).replace('-', '\u2212')) + "</span>";
    }
}
