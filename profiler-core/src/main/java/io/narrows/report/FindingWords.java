package io.narrows.report;

import io.narrows.analysis.LatencySummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.diagnosis.Diagnosis;
import io.narrows.diagnosis.Finding;
import io.narrows.diagnosis.Goal;
import org.jspecify.annotations.Nullable;

/** What every report says about findings. */
final class FindingWords {

    private FindingWords() {}

    /** How the findings are ranked and where their numbers come from. */
    static String lead(Diagnosis diagnosis) {
        Goal goal = diagnosis.goal();
        boolean replayed = diagnosis.findings().stream()
                .map(Finding::predicted)
                .anyMatch(predicted -> predicted != null && predicted.bound().equals("replayed"));
        String ranked = goal == null
                ? "Ranked by what they promise. "
                : "Ranked by what they promise for the goal " + goal + now(diagnosis, goal) + ". ";
        String arithmetic =
                "arithmetic on this run with nothing else changed; a faster stage also shortens the wait of those"
                        + " behind it, so the real effect can be larger.";
        return ranked
                + (replayed
                        ? "What is replayed was predicted by sending the recorded requests through the changed system again."
                                + " What is at least or at most so much is " + arithmetic
                        : "The effect is " + arithmetic);
    }

    private static String now(Diagnosis diagnosis, Goal goal) {
        Estimate now = now(diagnosis.analysis(), goal);
        return now == null
                ? ""
                : " (now " + Format.withInterval(now) + (goal.metBy(now.value()) ? ", which meets it)" : ")");
    }

    /** What a goal is about, as observed; null where that is not known. */
    static @Nullable Estimate now(RunAnalysis run, Goal goal) {
        LatencySummary latency = run.latency();
        return switch (goal.metric()) {
            case THROUGHPUT -> run.throughputPerS();
            case P50 -> latency == null ? null : latency.p50();
            case P90 -> latency == null ? null : latency.p90();
            case P99 -> latency == null ? null : latency.p99();
        };
    }

    /** What a prediction is about, in words. */
    static String metric(Finding.Prediction predicted) {
        return switch (predicted.metric()) {
            case "latencyMs.mean" -> "mean latency";
            case "latencyMs.p50" -> "p50";
            case "latencyMs.p90" -> "p90";
            case "latencyMs.p99" -> "p99";
            case "throughputPerS" -> "throughput";
            default -> Html.name(Format.clean(predicted.metric()));
        };
    }
}
