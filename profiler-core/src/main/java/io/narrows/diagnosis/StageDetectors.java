package io.narrows.diagnosis;

import io.narrows.analysis.BatchStatistics;
import io.narrows.analysis.StageStatistics;
import io.narrows.analysis.statistics.Estimate;
import java.util.List;
import java.util.Locale;

/** Findings about single stages, each with the arithmetic of making it 20 % faster. */
final class StageDetectors {

    private static final double FASTER = 0.2;

    /** A stage below this part of the mean is no finding. */
    private static final double WORTH_NAMING = 0.05;

    private static final double QUEUE_DOMINATES = 0.2;
    private static final double TOKENIZE_HEAVY = 0.1;
    private static final double PADDING_WASTE = 0.15;

    private StageDetectors() {}

    static void look(FindingContext context, List<Findings.Candidate> into) {
        for (FindingContext.StageShare share : context.stages()) {
            double part = share.share().value();
            if (isQueue(share.stage()) && part >= QUEUE_DOMINATES) {
                add(into, share, "queue-wait", waitTitle(share), Suggestions.forStage(share.stage()));
            } else if (isTokenize(share.stage()) && part >= TOKENIZE_HEAVY) {
                add(into, share, "tokenize-heavy", title(share), Suggestions.TOKENIZE);
            } else if (part >= WORTH_NAMING) {
                add(into, share, "stage-time", title(share), Suggestions.forStage(share.stage()));
            }
        }
        padding(context, into);
    }

    static boolean isQueue(StageStatistics stage) {
        return stage.waiting();
    }

    private static boolean isTokenize(StageStatistics stage) {
        return stage.name().toLowerCase(Locale.ROOT).contains("tokeni");
    }

    private static String title(FindingContext.StageShare share) {
        return Words.name(share.stage()) + " takes " + Words.tenths(share.meanTenths())
                + " of the mean latency: 20 % faster saves at least "
                + Words.percent(share.share().value() * FASTER);
    }

    private static String waitTitle(FindingContext.StageShare share) {
        return "Requests wait: " + Words.name(share.stage()) + " takes " + Words.tenths(share.meanTenths())
                + " of the mean latency, the service is close to saturation";
    }

    private static void add(
            List<Findings.Candidate> into,
            FindingContext.StageShare share,
            String id,
            String title,
            String suggestion) {
        StageStatistics stage = share.stage();
        String evidence = Words.tenths(share.meanTenths()) + Words.interval(share.share()) + " of the mean, "
                + Words.tenths(share.tailTenths()) + " of the p99; p50 " + Words.ms(stage.p50Ms()) + ", p99 "
                + Words.ms(stage.p99Ms());
        into.add(new Findings.Candidate(
                Findings.Candidate.GAIN,
                new Finding(
                        0,
                        id,
                        stage.segment(),
                        stage.name(),
                        title,
                        evidence,
                        suggestion,
                        prediction(share.share(), FASTER, Words.name(stage) + " takes 20 % less time", "at least"),
                        null)));
    }

    private static void padding(FindingContext context, List<Findings.Candidate> into) {
        BatchStatistics batches = context.analysis().batches();
        BatchStatistics.Padding padding = batches == null ? null : batches.padding();
        if (padding == null || padding.waste() < PADDING_WASTE) {
            return;
        }
        FindingContext.StageShare forward = null;
        for (FindingContext.StageShare share : context.stages()) {
            boolean candidate =
                    share.stage().inBatch() && share.stage().segment().equals("COMPUTE");
            if (candidate
                    && (forward == null
                            || share.share().value() > forward.share().value())) {
                forward = share;
            }
        }
        if (forward == null) {
            return;
        }
        StageStatistics stage = forward.stage();
        into.add(new Findings.Candidate(
                Findings.Candidate.GAIN,
                new Finding(
                        0,
                        "padding-waste",
                        stage.segment(),
                        stage.name(),
                        Words.percent(padding.waste()) + " of the tokens that " + Words.name(stage)
                                + " computes are padding",
                        String.format(
                                Locale.ROOT,
                                "%,d tokens computed for %,d of the requests",
                                padding.paddedTokens(),
                                padding.tokens()),
                        Suggestions.PADDING,
                        prediction(
                                forward.share(),
                                padding.waste(),
                                "no padding, and " + Words.name(stage) + " takes time in proportion to its tokens",
                                "at most"),
                        null)));
    }

    private static Finding.Prediction prediction(Estimate share, double factor, String assumption, String bound) {
        Estimate change = share.times(factor * 100);
        Double lo = change.lo();
        Double hi = change.hi();
        return new Finding.Prediction(
                "latencyMs.mean",
                assumption,
                bound,
                -change.value(),
                hi == null ? null : Double.valueOf(-hi),
                lo == null ? null : Double.valueOf(-lo));
    }
}
