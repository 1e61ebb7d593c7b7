package io.narrows.diagnosis;

import io.narrows.analysis.FailureCount;
import io.narrows.analysis.Losses;
import io.narrows.analysis.Overhead;
import io.narrows.analysis.Unaccounted;
import java.util.List;
import java.util.Locale;

/** Findings about the run as a whole: failures, loss, time without a stage. */
final class RunDetectors {

    /** From this part of the traces on, failures or loss come before every bottleneck. */
    private static final double QUESTIONS_THE_RUN = 0.01;

    /** More unaccounted time than this is a finding. */
    private static final double UNACCOUNTED_LIMIT = 0.03;

    private RunDetectors() {}

    static void look(FindingContext context, List<Findings.Candidate> into) {
        failures(context, into);
        loss(context, into);
        abandoned(context, into);
        unaccounted(context, into);
        overBudget(context, into);
    }

    private static void failures(FindingContext context, List<Findings.Candidate> into) {
        long failed = context.analysis().counts().failed();
        if (failed == 0) {
            return;
        }
        double part = (double) failed / context.analysis().counts().measured();
        FailureCount first = context.analysis().failures().get(0);
        String reason = first.reason().isEmpty() ? "no reason given" : first.reason();
        into.add(candidate(
                part,
                "failures",
                Words.times(failed, "request", "requests") + " failed, " + Words.percent(part)
                        + " of the measured ones",
                "most frequent reason, " + Words.times(first.count(), "time", "times") + ": " + reason,
                "Look at the reason first: latency and shares cover only the requests that succeeded."));
    }

    private static void loss(FindingContext context, List<Findings.Candidate> into) {
        Losses losses = context.analysis().losses();
        if (!losses.any()) {
            return;
        }
        double part = (double) (losses.incompleteTraces() + losses.lostDocuments())
                / Math.max(
                        1,
                        context.analysis().counts().measured()
                                + context.analysis().counts().other());
        into.add(candidate(
                part,
                "records-dropped",
                "The recording lost data: " + Words.times(losses.droppedRecords(), "record", "records") + " dropped",
                Words.times(losses.incompleteTraces(), "trace", "traces") + " incomplete, "
                        + Words.times(losses.lostDocuments(), "document", "documents") + " not written",
                "Give each thread a larger buffer: ProfilerConfig.builder(...).bufferBytes(...)."));
    }

    private static void abandoned(FindingContext context, List<Findings.Candidate> into) {
        long abandoned = context.analysis().counts().abandoned();
        if (abandoned == 0) {
            return;
        }
        into.add(candidate(
                0,
                "abandoned",
                Words.times(abandoned, "request was", "requests were") + " never ended",
                "their traces were closed by the profiler, or were open when the process ended",
                "Call Trace.end() on every way out, also after an error; a kill leaves the requests in flight open."));
    }

    private static void unaccounted(FindingContext context, List<Findings.Candidate> into) {
        Unaccounted unaccounted = context.analysis().unaccounted();
        if (unaccounted == null || unaccounted.shareOfMean() <= UNACCOUNTED_LIMIT) {
            return;
        }
        into.add(new Findings.Candidate(
                Findings.Candidate.NOTE,
                new Finding(
                        0,
                        "unaccounted",
                        null,
                        null,
                        Words.percent(unaccounted.shareOfMean()) + " of the mean latency lies in no stage",
                        Words.ms(unaccounted.meanMs()) + " per request, " + Words.percent(unaccounted.shareOfP99())
                                + " of the p99",
                        "Time the gaps that the waterfalls show with a stage of their own: Trace.enter(stage).",
                        null,
                        null)));
    }

    private static void overBudget(FindingContext context, List<Findings.Candidate> into) {
        Overhead.Budget budget = context.analysis().overhead() == null
                ? null
                : context.analysis().overhead().budget();
        if (budget == null) {
            return;
        }
        Overhead.Step worst = budget.worst();
        boolean histograms = worst.level().equals("HISTOGRAMS");
        into.add(candidate(
                0,
                "profiler-over-budget",
                "Recording cost more than its budget of " + Words.percent(budget.limit())
                        + (histograms
                                ? " and for a time kept no request whole"
                                : " and for a time kept one of " + worst.oneIn() + " ordinary requests"),
                Words.percent(worst.share()) + " of the processors before the step "
                        + String.format(Locale.ROOT, "%.1f s", worst.atS()) + " after the start; "
                        + Words.times(budget.steps(), "step", "steps") + " in all",
                "Time fewer or longer stages, or give the profiler more: ProfilerConfig.builder(...).budget(...)."));
    }

    private static Findings.Candidate candidate(
            double part, String id, String title, String evidence, String suggestion) {
        return new Findings.Candidate(
                part >= QUESTIONS_THE_RUN ? Findings.Candidate.QUESTIONS_THE_RUN : Findings.Candidate.NOTE,
                new Finding(0, id, null, null, title, evidence, suggestion, null, null));
    }
}
