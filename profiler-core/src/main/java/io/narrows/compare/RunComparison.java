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
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Two runs side by side. Immutable.
 *
 * <p>The intervals are those of each run by itself: they hold the memory of its queue, not the luck of its start. Two runs of
 * the same thing on a busy machine may well differ by more than the intervals say.
 *
 * @param within how far a ratio may lie from 1 and still count as equal
 * @param throughputDecides whether throughput counts for the verdict: not where the runs got different loads
 * @param metrics latency and throughput of both; empty where one of the runs has no good request
 * @param stages stages of both, in the order of the first run's, then those that only the second has
 * @param before what holds the first run back
 * @param after what holds the second run back
 * @param environment what differs between the places where they were recorded
 * @param warnings what to know before trusting the ratios, one line each
 */
public record RunComparison(
        double within,
        boolean throughputDecides,
        List<Compared> metrics,
        List<ComparedStage> stages,
        Bottleneck before,
        Bottleneck after,
        EnvironmentComparison environment,
        List<String> warnings) {

    private static final String THROUGHPUT = "throughputPerS";

    /**
     * Five quantities are looked at, and one is enough: the normal quantile for 0.025 / 5 by that for 0.025 (Bonferroni), so
     * that two runs of the same come out as changed about as often as one quantity would.
     */
    private static final double WIDER = 2.5758 / 1.9600;

    /** From this part of its workers' time on a station is called saturated: then the throughput is its own. */
    private static final double SATURATED = 0.9;

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
                environment(a.run().environment(), b.run().environment());
        return new RunComparison(
                within,
                throughputDecides(first, second),
                metrics(a, b, within),
                stages(a, b, within),
                Bottleneck.of(first),
                Bottleneck.of(second),
                environment,
                warnings(first, second, environment));
    }

    /**
     * Of latency and throughput together: regressed where one of them did; else cannot decide where that is so of one; else
     * improved where one of them did; else equivalent. Each by an interval that is wider than the 95 % of
     * {@link Compared#ratio}, so that five of them together do not cry wolf five times as often; throughput only where it
     * {@linkplain #throughputDecides decides}.
     */
    public Verdict verdict() {
        List<Verdict> verdicts = metrics.stream()
                .filter(this::decides)
                .map(metric -> metric.amongSeveral(WIDER, within))
                .toList();
        for (Verdict worst : List.of(Verdict.REGRESSED, Verdict.CANNOT_DECIDE, Verdict.IMPROVED)) {
            if (verdicts.contains(worst)) {
                return worst;
            }
        }
        return verdicts.isEmpty() ? Verdict.CANNOT_DECIDE : Verdict.EQUIVALENT;
    }

    /** Whether a quantity counts for {@link #verdict}. */
    public boolean decides(Compared metric) {
        return throughputDecides || !metric.name().equals(THROUGHPUT);
    }

    /** Whether another stage or finding comes first in the second run; never where one of them has no good request. */
    public boolean bottleneckShifted() {
        return !metrics.isEmpty() && before.differs(after);
    }

    /** A service that keeps up answers what it is asked: more or less of that says nothing about it. */
    private static boolean throughputDecides(Diagnosis first, Diagnosis second) {
        return !otherLoad(first.analysis(), second.analysis()) || saturated(first) || saturated(second);
    }

    private static boolean saturated(Diagnosis run) {
        return run.whatIf().baseline().stations().stream().anyMatch(station -> station.utilisation() >= SATURATED);
    }

    private static boolean otherLoad(RunAnalysis a, RunAnalysis b) {
        Estimate before = a.throughputPerS();
        Estimate after = b.throughputPerS();
        return before != null
                && after != null
                && before.value() > 0
                && Math.abs(after.value() / before.value() - 1) > SAME_LOAD;
    }

    /** Nothing differs from what is not known. */
    private static EnvironmentComparison environment(Map<String, String> first, Map<String, String> second) {
        return first.isEmpty() || second.isEmpty()
                ? new EnvironmentComparison(List.of(), 0)
                : EnvironmentComparison.of(first, second);
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
            metrics.add(Compared.throughput(THROUGHPUT, throughputBefore, throughputAfter, within));
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
                stages.add(new ComparedStage(
                        name,
                        either.segment(),
                        before != null && after != null
                                ? Compared.latency(name + " mean", before.mean(), after.mean(), within)
                                : null,
                        before != null && after != null
                                ? Compared.latency(name + " p99", before.p99(), after.p99(), within)
                                : null,
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

    private static List<String> warnings(Diagnosis first, Diagnosis second, EnvironmentComparison environment) {
        RunAnalysis a = first.analysis();
        RunAnalysis b = second.analysis();
        List<String> warnings = new ArrayList<>();
        if (a.run().environment().isEmpty()) {
            warnings.add("where the first run was recorded is unknown, so what differs there is not told");
        }
        if (b.run().environment().isEmpty()) {
            warnings.add("where the second run was recorded is unknown, so what differs there is not told");
        }
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
        if (otherLoad(a, b) && before != null && after != null) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the second run served %+.1f %% requests a second; latencies under different loads are hard to compare%s",
                    (after.value() / before.value() - 1) * 100,
                    throughputDecides(first, second)
                            ? ""
                            : ", and the throughput itself does not count for the verdict"));
        }
        if (!a.run().closedInOrder() || !b.run().closedInOrder()) {
            warnings.add((a.run().closedInOrder() ? "the second" : "the first")
                    + " run was not closed in order: it was killed or still records");
        }
        return warnings;
    }
}
