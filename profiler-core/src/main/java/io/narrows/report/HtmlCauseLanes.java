package io.narrows.report;

import io.narrows.analysis.accounting.CauseType;
import io.narrows.analysis.accounting.SlowRequest;
import io.narrows.analysis.accounting.SlowRequest.Ahead;
import io.narrows.analysis.accounting.SlowRequest.PauseOver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Below the stages of a slow request: what was served while it waited, and pauses, each kind as a lane on the same time axis. */
final class HtmlCauseLanes {

    private static final int MOST_BARS = 200;
    private static final int MOST_NAMED = 8;

    private record Bar(double startMs, double ms, String says) {}

    private HtmlCauseLanes() {}

    /** Adds rows to the table of a waterfall. */
    static void write(Html html, SlowRequest slow, double wholeMs) {
        Map<String, List<Bar>> ahead = new LinkedHashMap<>();
        for (Ahead one : slow.ahead()) {
            ahead.computeIfAbsent(one.waitingStage(), key -> new ArrayList<>())
                    .add(new Bar(one.startMs(), one.ms(), says(one)));
        }
        ahead.forEach((stage, bars) -> lane(html, "wait", "in front, in " + Html.name(stage), bars, wholeMs));
        Map<CauseType, List<Bar>> pauses = new LinkedHashMap<>();
        for (PauseOver pause : slow.pauses()) {
            pauses.computeIfAbsent(pause.type(), key -> new ArrayList<>())
                    .add(new Bar(pause.startMs(), pause.ms(), pause.why()));
        }
        pauses.forEach((type, bars) -> lane(html, "pause", CauseWords.of(type), bars, wholeMs));
    }

    private static String says(Ahead ahead) {
        return (ahead.batch() ? "batch " + ahead.serial() : "request " + ahead.serial())
                + (ahead.blockingKind().isEmpty() ? "" : " of " + Html.name(ahead.blockingKind())) + " in "
                + Html.name(ahead.blockingStage());
    }

    private static void lane(Html html, String css, String name, List<Bar> bars, double wholeMs) {
        double sum = 0;
        StringJoiner words = new StringJoiner("; ");
        html.raw("<tr class=\"lane\"><th scope=\"row\">").text(name).raw("</th><td class=\"track lane\">");
        for (Bar bar : bars.subList(0, Math.min(MOST_BARS, bars.size()))) {
            double from = Math.max(0, Math.min(1, bar.startMs / wholeMs));
            double part = Math.max(0, Math.min(1 - from, bar.ms / wholeMs));
            String says = (bar.says.isEmpty() ? "" : bar.says + ", ") + Format.number(bar.ms) + " ms";
            html.raw("<i class=\"" + css + "\" style=\"left:" + Html.css(100 * from) + ";width:" + Html.css(100 * part)
                    + "\" title=\"");
            html.text(says).raw("\"></i>");
        }
        for (Bar bar : bars) {
            sum += bar.ms;
        }
        for (Bar bar : bars.subList(0, Math.min(MOST_NAMED, bars.size()))) {
            words.add((bar.says.isEmpty() ? "" : bar.says + " ") + "from " + Format.number(bar.startMs) + " ms, "
                    + Format.number(bar.ms) + " ms");
        }
        html.element("span class=\"hide\"", words.toString())
                .raw("</td>")
                .element("td", Format.aligned(sum, wholeMs) + " ms")
                .raw("</tr>\n");
    }
}
