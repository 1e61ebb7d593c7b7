package io.narrows.compare;

import io.narrows.analysis.LatencySummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.StageStatistics;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.diagnosis.Diagnosis;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two runs side by side. Immutable.
 *
 * <p>The intervals are those of each run by itself: they hold the memory of its queue, not the luck of its start. Two runs of
 * the same thing on a busy machine may well differ by more than the intervals say.
 *
 * @param within how far a ratio may lie from 1 and still count as equal
 * @param metrics latency and throughput of both; empty where one of the runs has no good request
 * @param stages stages of both, in the order of the first run's, then those that only the second has
 * @param before what holds the first run back
 * @param after what holds the second run back
 * @param environment what differs between the places where they were recorded
 * @param warnings what to know before trusting the ratios, one line each
 */
public record RunComparison(
        double within,
        List<Compared> metrics,
        List<ComparedStage> stages,
        Bottleneck before,
        Bottleneck after,
        EnvironmentComparison environment,
        List<String> warnings) {

    /** Loads that differ by more than this part are no longer the same load. */
    private static final double SAME_LOAD = 0.05;

    public RunComparison {
        metrics = List.copyOf(metrics);
        stages = List.copyOf(stages);
        warnings = List.copyOf(warnings);
    }

    /**
     * Compares.
     *
     * @param first what is compared with
     * @param second what is compared
     * @param within how far a ratio may lie from 1 and still count as equal, 0.05 for 5 %
     */
    public static RunComparison of(Diagnosis first, Diagnosis second, double within) {
        RunAnalysis a = first.analysis();
        RunAnalysis b = second.analysis();
        EnvironmentComparison environment =
                EnvironmentComparison.of(a.run().environment(), b.run().environment());
        return new RunComparison(
                within,
                metrics(a, b, within),
                stages(a, b, within),
                Bottleneck.of(first),
                Bottleneck.of(second),
                environment,
                warnings(a, b, environment));
    }

    /**
     * Of latency and throughput together: regressed where one of them did; else cannot decide where that is so of one; else
     * improved where one of them did; else equivalent.
     */
    public Verdict verdict() {
        if (metrics.isEmpty()) {
            return Verdict.CANNOT_DECIDE;
        }
        for (Verdict worst : List.of(Verdict.REGRESSED, Verdict.CANNOT_DECIDE, Verdict.IMPROVED)) {
            if (metrics.stream().anyMatch(metric -> metric.verdict() == worst)) {
                return worst;
            }
        }
        return Verdict.EQUIVALENT;
    }

    /** Whether another stage or finding comes first in the second run. */
    public boolean bottleneckShifted() {
        return before.differs(after);
    }

    private static List<Compared> metrics(RunAnalysis a, RunAnalysis b, double within) {
        LatencySummary before = a.latency();
        LatencySummary after = b.latency();
        if (before == null || after == null) {
            return List.of();
        }
        List<Compared> metrics = new ArrayList<>(List.of(
                Compared.latency("latencyMs.p50", before.p50(), after.p50(), within),
                Compared.latency("latencyMs.p90", before.p90(), after.p90(), within),
                Compared.latency("latencyMs.p99", before.p99(), after.p99(), within),
                Compared.latency("latencyMs.mean", before.mean(), after.mean(), within)));
        Estimate throughputBefore = a.throughputPerS();
        Estimate throughputAfter = b.throughputPerS();
        if (throughputBefore != null && throughputAfter != null) {
            metrics.add(Compared.throughput("throughputPerS", throughputBefore, throughputAfter, within));
        }
        return metrics;
    }

    private static List<ComparedStage> stages(RunAnalysis a, RunAnalysis b, double within) {
        Set<String> names = new LinkedHashSet<>();
        a.stages().forEach(stage -> names.add(stage.name()));
        b.stages().forEach(stage -> names.add(stage.name()));
        List<ComparedStage> stages = new ArrayList<>();
        for (String name : names) {
            StageStatistics before = named(a, name);
            StageStatistics after = named(b, name);
            StageStatistics either = after == null ? before : after;
            if (either != null) {
                boolean both = before != null && after != null;
                stages.add(new ComparedStage(
                        name,
                        either.segment(),
                        both ? Compared.latency(name + " mean", before.mean(), after.mean(), within) : null,
                        both ? Compared.latency(name + " p99", before.p99(), after.p99(), within) : null,
                        before == null ? 0 : before.shareOfMean(),
                        after == null ? 0 : after.shareOfMean()));
            }
        }
        return stages;
    }

    private static @Nullable StageStatistics named(RunAnalysis run, String name) {
        return run.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<String> warnings(RunAnalysis a, RunAnalysis b, EnvironmentComparison environment) {
        List<String> warnings = new ArrayList<>();
        List<String> differing = environment.differences().stream()
                .filter(difference -> difference.weight() == EnvironmentComparison.Weight.MATTERS)
                .map(EnvironmentComparison.Difference::key)
                .toList();
        if (!differing.isEmpty()) {
            warnings.add("the runs were recorded in different environments: " + String.join(", ", differing)
                    + "; what changed may be the machine and not the service");
        }
        Estimate before = a.throughputPerS();
        Estimate after = b.throughputPerS();
        if (before != null && after != null && before.value() > 0) {
            double change = after.value() / before.value() - 1;
            if (Math.abs(change) > SAME_LOAD) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "the second run served %+.1f %% requests a second; latencies under different loads are hard to compare",
                        change * 100));
            }
        }
        if (!a.run().closedInOrder() || !b.run().closedInOrder()) {
            warnings.add((a.run().closedInOrder() ? "the second" : "the first")
                    + " run was not closed in order: it was killed or still records");
        }
        return warnings;
    }
}
