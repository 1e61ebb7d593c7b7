package io.narrows.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.RunSimulation;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.diagnosis.Diagnoser;
import io.narrows.diagnosis.Diagnosis;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunComparisonTest {

    private static Diagnosis run(RunSimulation simulation) {
        return Diagnoser.diagnose(simulation.documents(), AnalysisOptions.session(RunSimulation.SESSION));
    }

    private static RunSimulation calm(long seed) {
        return new RunSimulation(seed).ratePerS(40).maxBatch(1).requests(8_000);
    }

    private static Compared metric(RunComparison comparison, String name) {
        return comparison.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRunIsEquivalentToItself() {
        RunComparison comparison = RunComparison.of(run(calm(1)), run(calm(1)), 0.1);

        assertEquals(Verdict.EQUIVALENT, metric(comparison, "latencyMs.p50").verdict());
        assertEquals(1, metric(comparison, "latencyMs.p99").ratio().value(), 0);
        assertFalse(comparison.bottleneckShifted());
        assertTrue(comparison.environment().differences().isEmpty());
    }

    @Test
    void moreLoadRegressesAndIsSaid() {
        RunComparison comparison = RunComparison.of(
                run(calm(1)), run(new RunSimulation(2).ratePerS(120).requests(8_000)), 0.05);

        assertEquals(Verdict.REGRESSED, metric(comparison, "latencyMs.p50").verdict());
        assertEquals(Verdict.REGRESSED, comparison.verdict());
        assertEquals(Verdict.IMPROVED, metric(comparison, "throughputPerS").verdict());
        assertTrue(
                comparison.warnings().stream().anyMatch(line -> line.contains("requests a second")),
                comparison.warnings()::toString);
    }

    @Test
    void theOtherWayRoundItImproves() {
        RunComparison comparison =
                RunComparison.of(run(new RunSimulation(2).ratePerS(120).requests(8_000)), run(calm(1)), 0.05);

        assertEquals(Verdict.IMPROVED, metric(comparison, "latencyMs.p50").verdict());
    }

    @Test
    void aStageThatOnlyOneRunHasIsToldWithoutARatio() {
        RunComparison comparison = RunComparison.of(run(calm(1)), run(calm(1).forwardName("model")), 0.05);
        ComparedStage forward = comparison.stages().stream()
                .filter(stage -> stage.name().equals("forward"))
                .findFirst()
                .orElseThrow();
        ComparedStage decode = comparison.stages().stream()
                .filter(stage -> stage.name().equals("decode"))
                .findFirst()
                .orElseThrow();

        assertTrue(comparison.bottleneckShifted());
        assertEquals("forward", comparison.before().stage());
        assertEquals("model", comparison.after().stage());
        assertNull(forward.mean());
        assertEquals(0, forward.secondShare());
        assertNotNull(decode.mean());
        assertTrue(comparison.stages().stream().anyMatch(stage -> stage.name().equals("model")));
    }

    @Test
    void withoutGoodRequestsNothingIsDecided() {
        RunComparison comparison = RunComparison.of(
                run(calm(1)), run(new RunSimulation(9).requests(5).failedPart(1)), 0.05);

        assertEquals(Verdict.CANNOT_DECIDE, comparison.verdict());
        assertTrue(comparison.metrics().isEmpty());
        assertFalse(comparison.bottleneckShifted());
    }

    private static Compared latencyRatio(double value, double lo, double hi) {
        Estimate ratio = new Estimate(value, lo, hi);
        return new Compared(
                "latencyMs.p50",
                "ms",
                true,
                Estimate.withoutInterval(1),
                Estimate.withoutInterval(value),
                ratio,
                Verdict.of(ratio, true, 0.05));
    }

    private static Verdict whole(Compared... metrics) {
        Bottleneck none = new Bottleneck("", 0, "", "");
        return new RunComparison(
                        0.05,
                        true,
                        List.of(metrics),
                        List.of(),
                        none,
                        none,
                        new EnvironmentComparison(List.of(), 0),
                        List.of())
                .verdict();
    }

    @Test
    void oneOfFiveIsNotEnoughToCryWolf() {
        Compared just = latencyRatio(1.10, 1.001, 1.21);
        Compared clear = latencyRatio(1.20, 1.10, 1.31);
        Compared same = latencyRatio(1.00, 0.96, 1.04);

        assertEquals(Verdict.REGRESSED, just.verdict());
        assertEquals(Verdict.CANNOT_DECIDE, whole(just, same));
        assertEquals(Verdict.REGRESSED, whole(clear, same));
        assertEquals(Verdict.EQUIVALENT, whole(same, same));
    }

    @Test
    void throughputOfAServiceThatKeepsUpDoesNotDecide() {
        RunComparison less = RunComparison.of(
                run(calm(1)), run(new RunSimulation(1).ratePerS(30).maxBatch(1).requests(8_000)), 0.05);
        Compared throughput = metric(less, "throughputPerS");

        assertEquals(Verdict.REGRESSED, throughput.verdict());
        assertFalse(less.decides(throughput));
        assertTrue(less.verdict() != Verdict.REGRESSED, less.verdict()::toString);
        assertTrue(
                less.warnings().stream().anyMatch(line -> line.contains("does not count for the verdict")),
                less.warnings()::toString);
        RunComparison same = RunComparison.of(run(calm(1)), run(calm(1)), 0.05);
        assertTrue(same.decides(metric(same, "throughputPerS")));
    }
}
