package io.narrows.report;

import io.narrows.analysis.AllTraces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the histograms say about all requests, as lines of text. */
final class TextAllTraces {

    private static final int MOST_KINDS = 3;
    private static final int MOST_STAGES = 15;
    private static final int NAME = 23;

    private final AllTraces all;
    private final boolean unicode;

    TextAllTraces(AllTraces all, boolean unicode) {
        this.all = all;
        this.unicode = unicode;
    }

    /** Rows below those of the estimates, in their columns. */
    List<String> besideEstimates() {
        List<String> rows = new ArrayList<>();
        for (AllTraces.Line kind : kinds()) {
            rows.add(String.format(
                    Locale.ROOT,
                    "  %-24s%-22s%-22s%s (longest %s)",
                    all.kinds().size() == 1 ? "all in the log" : name("all " + kind.name()),
                    Format.number(kind.p50Ms()),
                    Format.number(kind.p90Ms()),
                    Format.number(kind.p99Ms()),
                    Format.number(kind.maxMs())));
        }
        return rows;
    }

    /** Rows of a table of their own, where nothing was kept. */
    List<String> kindRows() {
        return rows(kinds());
    }

    /** The stages that take most of the time. */
    List<String> stageRows() {
        return rows(all.stages().stream()
                .sorted(Comparator.comparingDouble(AllTraces.Line::shareOfMean).reversed())
                .limit(MOST_STAGES)
                .toList());
    }

    static String head(String what) {
        return row(what, "p50", "p90", "p99", "longest", "mean", "of time");
    }

    private List<AllTraces.Line> kinds() {
        return all.kinds().subList(0, Math.min(MOST_KINDS, all.kinds().size()));
    }

    private List<String> rows(List<AllTraces.Line> lines) {
        return lines.stream()
                .map(line -> row(
                        name(line.name()),
                        Format.number(line.p50Ms()),
                        Format.number(line.p90Ms()),
                        Format.number(line.p99Ms()),
                        Format.number(line.maxMs()),
                        Format.number(line.meanMs()),
                        Format.percent(line.shareOfMean())))
                .toList();
    }

    private String name(String name) {
        return Format.cut(Format.clean(name), NAME, unicode);
    }

    private static String row(String name, String p50, String p90, String p99, String max, String mean, String part) {
        return String.format(Locale.ROOT, "  %-24s%10s%10s%10s%10s%10s%10s", name, p50, p90, p99, max, mean, part);
    }
}
