package io.narrows.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.RunSimulation;
import io.narrows.diagnosis.Diagnoser;
import io.narrows.diagnosis.Diagnosis;
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
    }
}
