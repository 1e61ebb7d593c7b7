package io.narrows.report;

import io.narrows.analysis.AllTraces;
import io.narrows.analysis.BatchStatistics;
import io.narrows.analysis.LatencySummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.TailBand;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.diagnosis.Finding;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run as Markdown with tables, for an issue or a pull request. */
public final class MarkdownReport {

    private final RunReport report;
    private final RunAnalysis run;
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport(RunReport report) {
        this.report = report;
        this.run = report.analysis();
    }

    /** Renders a report; the text ends with a line break. */
    public static String render(RunReport report) {
        MarkdownReport markdown = new MarkdownReport(report);
        markdown.head();
        markdown.latency();
        markdown.stages();
        MarkdownTail.of(report).forEach(markdown::line);
        OperatorWords.markdown(report.analysis().operators()).forEach(markdown::line);
        markdown.allTraces();
        markdown.findings();
        markdown.lanes();
        markdown.trust();
        return markdown.out.toString();
    }

    private void head() {
        line("# Run of "
                + escape(
                        run.run().service().isEmpty()
                                ? "unknown service"
                                : run.run().service()));
        line("");
        StringBuilder text = new StringBuilder(Format.extent(run));
        Estimate throughput = run.throughputPerS();
        if (throughput != null) {
            text.append(", ").append(Format.perSecond(throughput));
        }
        text.append("; ").append(Format.count(run.counts().failed())).append(" failed, ");
        text.append(Format.count(run.counts().abandoned())).append(" never ended, ");
        text.append(Format.count(run.counts().other())).append(" outside the measured session.");
        line(text.toString());
        line("");
        if (run.counts().sampled()) {
            line(Format.sampled(run.counts()));
            line("");
        }
    }

    private void latency() {
        LatencySummary latency = run.latency();
        if (latency == null) {
            if (!run.histogramsOnly()) {
                line("No request ended well, so there is no latency to report.");
                line("");
            }
            return;
        }
        line("| latency in ms [95 %] | p50 | p90 | p99 |");
        line("|---|---:|---:|---:|");
        LoadResult load = report.load();
        if (load != null) {
            row("client, from the scheduled arrival", load.p50Ms(), load.p90Ms(), load.p99Ms());
        }
        row("server, arrival to response", latency.p50(), latency.p90(), latency.p99());
        line("");
        line("p99.9 " + Format.ms(latency.p999()) + ", slowest " + Format.number(latency.maxMs()) + " ms.");
        line("");
        for (String note : RunNotes.of(run)) {
            line(escape(note));
            line("");
        }
    }

    private void row(String name, @Nullable Estimate p50, @Nullable Estimate p90, @Nullable Estimate p99) {
        StringBuilder text = new StringBuilder("| ").append(name);
        for (Estimate estimate : new Estimate[] {p50, p90, p99}) {
            text.append(" | ").append(estimate == null ? "-" : Format.withInterval(estimate));
        }
        line(text.append(" |").toString());
    }

    private void stages() {
        TailBand tail = run.tail();
        if (tail == null) {
            return;
        }
        line("## Where the time goes");
        line("");
        line("| stage | segment | of mean | of p99 | mean ms | p50 ms | p99 ms | count |");
        line("|---|---|---:|---:|---:|---:|---:|---:|");
        double whole = 0;
        for (StageRow row : StageRow.of(run)) {
            whole += row.meanMs();
        }
        for (StageRow row : StageRow.of(run)) {
            boolean stage = !Double.isNaN(row.p50Ms());
            line("| " + escape(row.name()) + " | " + escape(row.segment()) + " | " + Format.tenths(row.meanTenths())
                    + " | " + Format.tenths(row.tailTenths()) + " | " + Format.aligned(row.meanMs(), whole) + " | "
                    + (stage ? Format.aligned(row.p50Ms(), whole) : "") + " | "
                    + (stage ? Format.aligned(row.p99Ms(), whole) : "") + " | "
                    + (stage ? Format.count(row.count()) : "") + " |");
        }
        line("");
        line("Share of p99: mean over the " + Format.slowest(tail.traces()) + ", from " + Format.number(tail.fromMs())
                + " ms.");
        line("");
        BatchStatistics batches = run.batches();
        if (batches != null) {
            line(HtmlBatches.summary(batches));
            line("");
        }
    }

    private void allTraces() {
        AllTraces all = run.allTraces();
        if (all == null) {
            return;
        }
        line("## All requests");
        line("");
        line(HtmlAllTraces.says(run, all));
        line("");
        line("| ms | of time | mean | p50 | p90 | p99 | longest | count |");
        line("|---|---:|---:|---:|---:|---:|---:|---:|");
        all.kinds().forEach(kind -> allTraces(kind, ""));
        all.stages().forEach(stage -> allTraces(stage, "one "));
        line("");
    }

    private void allTraces(AllTraces.Line of, String prefix) {
        StringBuilder text = new StringBuilder("| " + prefix + escape(of.name()) + " | ");
        text.append(Format.percent(of.shareOfMean()));
        for (double ms : new double[] {of.meanMs(), of.p50Ms(), of.p90Ms(), of.p99Ms(), of.maxMs()}) {
            text.append(" | ").append(Format.number(ms));
        }
        line(text.append(" | ").append(Format.count(of.count())).append(" |").toString());
    }

    private void lanes() {
        List<LaneRows.Row> rows = LaneRows.of(run);
        if (rows.isEmpty()) {
            return;
        }
        line("## Machine and JVM meanwhile");
        line("");
        line("| what | how much |");
        line("|---|---|");
        rows.forEach(row -> line("| " + escape(row.label()) + " | " + escape(row.value()) + " |"));
        line("");
        if (!LaneRows.unavailable(run).isEmpty()) {
            line(escape(LaneRows.unavailable(run)));
            line("");
        }
    }

    private void said(String key, String value) {
        if (!value.isEmpty()) {
            line("- " + key + ": " + value);
        }
    }

    private void findings() {
        if (report.diagnosis().findings().isEmpty()) {
            return;
        }
        line("## Findings");
        line("");
        line(FindingWords.lead(report.diagnosis()));
        line("");
        for (Finding finding : report.diagnosis().findings()) {
            line(finding.rank() + ". **" + escape(finding.title()) + "**  ");
            line("   " + escape(finding.evidence()) + "  ");
            Finding.Prediction predicted = finding.predicted();
            if (predicted != null) {
                Double lo = predicted.lo();
                Double hi = predicted.hi();
                line(String.format(
                        Locale.ROOT,
                        "   %s %s %s%s if %s.  ",
                        first(FindingWords.metric(predicted)),
                        predicted.bound(),
                        Format.change(predicted.changePercent()),
                        lo == null || hi == null
                                ? " (" + Format.TOO_SMALL + ")"
                                : String.format(Locale.ROOT, " [%+.1f, %+.1f]", lo, hi),
                        escape(predicted.assumption())));
            }
            line("   Try: " + finding.suggestion());
        }
        line("");
    }

    private static String first(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private void trust() {
        line("## Can it be trusted");
        line("");
        GoldenSummary golden = report.golden();
        line("- Golden answers: "
                + (golden == null
                        ? "not checked in this run"
                        : (golden.passed() ? "passed, " : "FAILED, ") + Format.count(golden.compared()) + " compared"
                                + (golden.worst().isEmpty() ? "" : "; worst: " + escape(golden.worst()))));
        line("- Recording cost: " + OverheadWords.recording(run));
        said("Profiler's processor time", OverheadWords.processor(run.overhead()));
        line("- Lost: " + OverheadWords.loss(run.losses()));
        said("Size of the log", OverheadWords.log(run.overhead(), run.losses()));
        said("Budget", OverheadWords.budget(run.overhead()));
        for (String warning : report.warnings()) {
            line("- Warning: " + escape(warning));
        }
        run.run().environment().forEach((key, value) -> line("- " + escape(key) + ": " + escape(value)));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** Text of others: cut, on one line, and without what Markdown or HTML would act on. */
    static String escape(String text) {
        return Format.cut(Format.clean(text), 300, true).replaceAll("([\\\\`*_\\[\\]<>|#&])", "\\\\$1");
    }
}
