package io.narrows.report;

import io.narrows.analysis.KindStatistics;
import io.narrows.analysis.LatencyEstimates;
import io.narrows.analysis.QueueAndService;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.SizeBucket;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.analysis.accounting.Blame;
import io.narrows.analysis.accounting.Cause;
import io.narrows.analysis.accounting.Covariate;
import io.narrows.analysis.accounting.Part;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.whatif.Prediction;
import java.util.ArrayList;
import java.util.List;

/** The tables of a Markdown report about slow requests, predictions, and groups of requests. */
final class MarkdownTail {

    private static final int MOST_ROWS = 12;

    private final List<String> lines = new ArrayList<>();

    private MarkdownTail() {}

    static List<String> of(RunReport report) {
        MarkdownTail markdown = new MarkdownTail();
        markdown.attribution(report.diagnosis().attribution());
        markdown.whatIf(report.whatIf());
        markdown.groups(report.analysis());
        return markdown.lines;
    }

    private void attribution(Attribution attribution) {
        if (!HtmlTail.drawn(attribution)) {
            return;
        }
        lines.add("## What makes the slow ones slow");
        lines.add("");
        lines.add(TailWords.lead(attribution.contrast()));
        head("| stage | spent on | mean ms | of mean | slow \u2212 typical ms [95 %] |", "|---|---|---:|---:|---:|");
        for (Part part : TailWords.worth(attribution, MOST_ROWS)) {
            row(
                    part.stage(),
                    CauseWords.of(part.type()),
                    Format.number(part.meanMs()),
                    Format.percent(part.shareOfMean()),
                    Format.withInterval(part.tailMs()));
        }
        if (!attribution.causes().isEmpty()) {
            head(
                    "| cause | felt in | mean ms | slow \u2212 typical ms [95 %] | how it is known |",
                    "|---|---|---:|---:|---|");
            for (Cause cause : head(attribution.causes())) {
                row(
                        CauseWords.of(cause.type()),
                        cause.stage().isEmpty() ? "everywhere" : cause.stage(),
                        Format.number(cause.meanMs()),
                        Format.withInterval(cause.tailMs()),
                        cause.evidence());
            }
        }
        if (!attribution.covariates().isEmpty()) {
            head("| property | typical | slow | ms per unit | ms of p99 [95 %] |", "|---|---:|---:|---:|---:|");
            for (Covariate covariate : head(attribution.covariates())) {
                row(
                        covariate.name(),
                        Format.number(covariate.typical()),
                        Format.number(covariate.slow()),
                        Format.number(covariate.msPerUnit()),
                        Format.withInterval(covariate.tailMs()));
            }
        }
        if (!attribution.blames().isEmpty()) {
            head(
                    "| waiting in | for | ms per request | of the wait | waits | longest ms |",
                    "|---|---|---:|---:|---:|---:|");
            for (Blame blame : head(attribution.blames())) {
                row(
                        blame.waitingStage(),
                        blame.blockingStage() + (blame.blockingKind().isEmpty() ? "" : " of " + blame.blockingKind()),
                        Format.number(blame.msPerRequest()),
                        Format.percent(blame.shareOfWait()),
                        Format.count(blame.waits()),
                        Format.number(blame.longestMs()));
            }
        }
        lines.add("");
    }

    private void whatIf(WhatIfTable table) {
        if (!HtmlWhatIf.drawn(table)) {
            return;
        }
        lines.add("## What if");
        lines.add("");
        if (table.predictions().isEmpty()) {
            lines.add("Nothing is predicted for this run: " + MarkdownReport.escape(table.reason()) + ".");
            lines.add("");
            return;
        }
        lines.add(HtmlWhatIf.lead(table.baseline()));
        head("| with | p50 % | p99 ms | p99 % | throughput % |", "|---|---:|---:|---:|---:|");
        for (Prediction prediction : table.predictions()) {
            row(
                    WhatIfTable.words(prediction)
                            + (prediction.caution().isEmpty() ? "" : " (" + prediction.caution() + ")"),
                    percent(prediction.p50().changePercent()),
                    Format.withInterval(prediction.p99().after()),
                    percent(prediction.p99().changePercent()),
                    percent(prediction.throughput().changePercent()));
        }
        lines.add("");
    }

    private static String percent(Estimate change) {
        return HtmlWhatIf.signed(change.value()) + " " + Format.interval(change);
    }

    private void groups(RunAnalysis run) {
        if (!HtmlGroups.drawn(run)) {
            return;
        }
        lines.add("## By kind and size");
        head("| of | requests | p50 ms | p99 ms | p99.9 ms | waiting |", "|---|---:|---:|---:|---:|---:|");
        if (run.kinds().size() > 1) {
            for (KindStatistics kind : head(run.kinds())) {
                group(kind.kind(), kind.count(), kind.latency(), kind.parts());
            }
        }
        for (SizeBucket size : run.sizes()) {
            group(size.attribute() + " " + HtmlGroups.range(size), size.count(), size.latency(), size.parts());
        }
        lines.add("");
    }

    private void group(String name, long count, LatencyEstimates latency, QueueAndService parts) {
        row(
                name,
                Format.count(count),
                Format.withInterval(latency.p50()),
                Format.withInterval(latency.p99()),
                Format.withInterval(latency.p999()),
                Format.percent(parts.waitShare()));
    }

    private void head(String names, String alignment) {
        lines.add("");
        lines.add(names);
        lines.add(alignment);
    }

    private static <T> List<T> head(List<T> list) {
        return list.subList(0, Math.min(MOST_ROWS, list.size()));
    }

    private void row(String... cells) {
        StringBuilder line = new StringBuilder("|");
        for (String cell : cells) {
            line.append(' ').append(MarkdownReport.escape(cell)).append(" |");
        }
        lines.add(line.toString());
    }
}
