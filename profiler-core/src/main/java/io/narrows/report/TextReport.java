package io.narrows.report;

import io.narrows.analysis.AllTraces;
import io.narrows.analysis.LatencySummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.TailBand;
import io.narrows.analysis.TraceCounts;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.diagnosis.Finding;
import io.narrows.diagnosis.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run on one screen: at most 100 columns, about 50 lines. */
public final class TextReport {

    /** How the user called the command; the launch script says it. */
    private static final String COMMAND = System.getProperty("narrows.command", "narrows");

    private static final int WIDTH = 96;
    private static final int BAR = 30;
    private static final int NAME = 20;
    private static final int MOST_REASONS = 3;
    private static final int MOST_STAGES = 15;
    private static final int MOST_WARNINGS = 3;

    private final RunReport report;
    private final RunAnalysis run;
    private final boolean unicode;
    private final Ansi ansi;
    private final List<String> lines = new ArrayList<>();

    private TextReport(RunReport report, TextStyle style) {
        this.report = report;
        this.run = report.analysis();
        this.unicode = style.unicode();
        this.ansi = new Ansi(style.colour());
    }

    /** Renders a report; the text ends with a line break. */
    public static String render(RunReport report, TextStyle style) {
        TextReport text = new TextReport(report, style);
        text.headline();
        text.latency();
        text.stages();
        text.slowOnes();
        text.finding();
        text.golden();
        text.machine();
        text.cost();
        text.warnings();
        text.paths();
        return String.join("\n", text.lines) + "\n";
    }

    private void headline() {
        TraceCounts counts = run.counts();
        String dot = unicode ? " \u00b7 " : " - ";
        String service =
                run.run().service().isEmpty() ? "run" : Format.clean(run.run().service());
        StringBuilder line = new StringBuilder(ansi.bold(Format.cut(service, 30, unicode)));
        line.append(dot).append(Format.extent(run));
        Estimate throughput = run.throughputPerS();
        if (throughput != null) {
            line.append(dot).append(Format.perSecond(throughput));
        }
        if (counts.failed() > 0) {
            line.append(dot).append(ansi.bad(Format.count(counts.failed()) + " failed"));
        }
        if (counts.abandoned() > 0) {
            line.append(dot).append(ansi.warn(Format.count(counts.abandoned()) + " never ended"));
        }
        lines.add(line.toString());
        if (counts.sampled()) {
            lines.add(ansi.dim("  " + Format.sampled(counts)));
        }
        lines.add("");
    }

    private void latency() {
        LatencySummary latency = run.latency();
        AllTraces all = run.allTraces();
        if (all != null && run.histogramsOnly()) {
            histograms(all);
            return;
        }
        if (latency == null) {
            lines.add("  No request ended well, so there is no latency to report.");
            lines.add("");
            return;
        }
        lines.add(ansi.dim(
                String.format(Locale.ROOT, "  %-24s%-22s%-22s%-22s", "latency in ms [95 %]", "p50", "p90", "p99")));
        LoadResult load = report.load();
        if (load != null) {
            row("client, from schedule", load.p50Ms(), load.p90Ms(), load.p99Ms());
        }
        row(load == null ? "arrival to response" : "server", latency.p50(), latency.p90(), latency.p99());
        if (all != null && run.counts().sampled()) {
            lines.addAll(new TextAllTraces(all, unicode).besideEstimates());
        }
        lines.add("");
    }

    /** Where nothing was kept whole. */
    private void histograms(AllTraces all) {
        TextAllTraces text = new TextAllTraces(all, unicode);
        lines.add(ansi.dim(TextAllTraces.head("all requests, in ms")));
        lines.addAll(text.kindRows());
        lines.add("");
        if (!all.stages().isEmpty()) {
            lines.add(ansi.dim(TextAllTraces.head("one execution, in ms")));
            lines.addAll(text.stageRows());
            lines.add("");
        }
    }

    private void row(String name, @Nullable Estimate p50, @Nullable Estimate p90, @Nullable Estimate p99) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-24s", name));
        for (Estimate estimate : new Estimate[] {p50, p90, p99}) {
            String value = estimate == null ? "-" : Format.number(estimate.value());
            String interval = estimate == null ? "" : " " + Format.interval(estimate);
            int pad = Math.max(1, 22 - value.length() - interval.length());
            line.append(ansi.bold(value)).append(ansi.dim(interval)).append(" ".repeat(pad));
        }
        lines.add(line.toString().stripTrailing());
    }

    private void stages() {
        List<StageRow> rows = StageRow.atMost(StageRow.of(run), MOST_STAGES);
        if (rows.isEmpty()) {
            return;
        }
        lines.add(ansi.dim(String.format(
                Locale.ROOT,
                "  %-" + (10 + NAME + BAR + 2) + "s%9s%9s%9s",
                "where the time goes",
                "mean ms",
                "of mean",
                "of p99")));
        long widest = rows.stream().mapToLong(StageRow::meanTenths).max().orElse(1);
        double wholeMs = rows.stream().mapToDouble(StageRow::meanMs).sum();
        for (StageRow row : rows) {
            String name = Format.cut(row.name(), NAME, unicode);
            String bar = bar((double) row.meanTenths() / Math.max(1, widest));
            lines.add("  " + ansi.segment(row.segment(), String.format(Locale.ROOT, "%-8s", row.segment()))
                    + String.format(Locale.ROOT, "  %-" + NAME + "s ", name)
                    + ansi.segment(row.segment(), bar)
                    + " ".repeat(Math.max(0, BAR + 1 - bar.length()))
                    + String.format(
                            Locale.ROOT,
                            "%9s%9s%9s",
                            Format.aligned(row.meanMs(), wholeMs),
                            Format.tenths(row.meanTenths()),
                            Format.tenths(row.tailTenths())));
        }
        lines.add(("  " + " ".repeat(10)
                        + String.format(
                                Locale.ROOT,
                                "%-" + (NAME + BAR + 2) + "s%9s%9s%9s",
                                "arrival to response",
                                Format.aligned(wholeMs, wholeMs),
                                "100.0 %",
                                run.tail() == null ? "" : "100.0 %"))
                .stripTrailing());
        TailBand tail = run.tail();
        if (tail != null) {
            lines.add(ansi.dim("  of p99: in the " + Format.slowest(tail.traces()) + ", from "
                    + Format.number(tail.fromMs()) + " ms on"));
        }
        lines.add("");
    }

    private String bar(double part) {
        if (!unicode) {
            return "#".repeat((int) Math.round(part * BAR));
        }
        int eighths = (int) Math.round(Math.max(0, part) * BAR * 8);
        String rest = eighths % 8 == 0 ? "" : String.valueOf((char) (0x2590 - eighths % 8));
        return "\u2588".repeat(eighths / 8) + rest;
    }

    private void slowOnes() {
        Attribution attribution = report.diagnosis().attribution();
        boolean slow = HtmlTail.drawn(attribution) && TailWords.told(attribution.contrast());
        if (slow) {
            paragraph("slow", "x", Format.clean(TailWords.brief(attribution, MOST_REASONS)));
        }
        String predicted = report.whatIf().brief(MOST_REASONS);
        if (!predicted.isEmpty()) {
            paragraph("what if", "x", Format.clean(predicted));
        } else if (!report.whatIf().reason().isEmpty()) {
            paragraph(
                    "what if",
                    ansi.dim("x"),
                    "nothing is predicted: " + Format.clean(report.whatIf().reason()));
        }
        boolean inside = HtmlOperators.drawn(run.operators());
        if (inside) {
            paragraph("inside", "x", Format.clean(OperatorWords.line(run.operators())));
        }
        List<String> notes = RunNotes.of(run);
        for (String note : notes) {
            paragraph("note", ansi.dim("x"), Format.clean(note));
        }
        if (slow || inside || HtmlWhatIf.drawn(report.whatIf()) || !notes.isEmpty()) {
            lines.add("");
        }
    }

    private void finding() {
        if (report.diagnosis().findings().isEmpty()) {
            return;
        }
        Finding first = report.diagnosis().findings().get(0);
        int more = report.diagnosis().findings().size() - 1;
        if (report.diagnosis().goal() != null) {
            paragraph("goal", "x", goal(report.diagnosis().goal()));
        }
        paragraph("finding", ansi.bold("x"), Format.clean(first.title()));
        paragraph("", "x", Format.clean(first.evidence()));
        paragraph("", "x", "Try: " + Format.clean(first.suggestion()));
        if (more > 0) {
            paragraph("", ansi.dim("x"), more + " more in the report");
        }
        lines.add("");
    }

    private String goal(Goal goal) {
        Estimate now = FindingWords.now(run, goal);
        return goal
                + (now == null ? "" : "; now " + Format.withInterval(now) + (goal.metBy(now.value()) ? ", met" : ""));
    }

    private void golden() {
        GoldenSummary golden = report.golden();
        if (golden == null) {
            return;
        }
        StringBuilder text = new StringBuilder(golden.passed() ? "passed: " : "FAILED: ");
        text.append(Format.count(golden.compared())).append(golden.compared() == 1 ? " answer" : " answers");
        text.append(golden.passed() ? " agree" : " compared");
        Double maxAbs = golden.maxAbs();
        Double minCosine = golden.minCosine();
        if (maxAbs != null) {
            text.append(", largest difference ").append(Format.scientific(maxAbs));
        }
        if (minCosine != null) {
            text.append(String.format(Locale.ROOT, ", smallest cosine %.8f", minCosine));
        }
        paragraph("golden", golden.passed() ? ansi.good("x") : ansi.bad("x"), Format.clean(text.toString()));
        if (!golden.passed() && !golden.worst().isEmpty()) {
            paragraph("", "x", "worst: " + Format.clean(golden.worst()));
        }
    }

    private void machine() {
        String brief = LaneRows.brief(run);
        if (!brief.isEmpty()) {
            paragraph("machine", "x", brief);
        }
    }

    private void cost() {
        List<String> parts = new ArrayList<>();
        parts.add(OverheadWords.brief(run));
        parts.add("lost: " + OverheadWords.loss(run.losses()));
        parts.add(OverheadWords.log(run.overhead(), run.losses()));
        parts.add(OverheadWords.budget(run.overhead()));
        parts.removeIf(String::isEmpty);
        paragraph("profiler", "x", String.join("; ", parts));
    }

    private void warnings() {
        List<String> warnings = report.warnings();
        for (String warning : warnings.subList(0, Math.min(MOST_WARNINGS, warnings.size()))) {
            paragraph("warning", ansi.warn("x"), Format.clean(warning));
        }
        if (warnings.size() > MOST_WARNINGS) {
            paragraph("", ansi.dim("x"), (warnings.size() - MOST_WARNINGS) + " more warnings in the report");
        }
    }

    private void paths() {
        ReportPaths paths = report.paths();
        paragraph("report", "x", Format.clean(paths.html()));
        paragraph("json", "x", Format.clean(paths.json()));
        paragraph("log", "x", Format.clean(paths.log()));
        paragraph("further", "x", Format.clean(COMMAND + " report " + paths.run()) + " --format md");
    }

    /** Label and wrapped text; the paint shows in a painted {@code x} how the text is coloured. */
    private void paragraph(String label, String paint, String text) {
        int indent = 11;
        String head = label;
        for (String line : Format.wrap(text, WIDTH - indent)) {
            lines.add("  " + ansi.dim(String.format(Locale.ROOT, "%-" + (indent - 2) + "s", head))
                    + paint.replace("x", line));
            head = "";
        }
    }
}
