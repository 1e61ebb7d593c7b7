package io.narrows.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.Recordings;
import io.narrows.analysis.RunSimulation;
import io.narrows.analysis.StageStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {

    @Test
    void findingsAreRankedByPredictedGain() {
        Diagnosis diagnosis = diagnose(new RunSimulation(5));

        double before = -100;
        int rank = 1;
        for (Finding finding : diagnosis.findings()) {
            assertEquals(rank++, finding.rank());
            Finding.Prediction predicted = finding.predicted();
            assertNotNull(predicted);
            assertTrue(predicted.changePercent() >= before, finding.title());
            assertNotNull(predicted.lo());
            assertNotNull(predicted.hi());
            assertTrue(predicted.lo() <= predicted.changePercent() && predicted.changePercent() <= predicted.hi());
            before = predicted.changePercent();
        }
        assertTrue(rank > 2);
    }

    @Test
    void plantedCausesAreFoundAndQuietOnesAreNot() {
        List<String> calm = ids(diagnose(new RunSimulation(6).ratePerS(40).maxBatch(1)));
        List<String> loaded =
                ids(diagnose(new RunSimulation(6).ratePerS(350).dropped(400).failedPart(0.002)));
        List<String> gaps = ids(diagnose(new RunSimulation(6).gapNs(3_000_000)));

        assertEquals(List.of("stage-time"), calm.stream().distinct().toList());
        assertEquals(List.of("records-dropped", "queue-wait", "padding-waste", "stage-time", "failures"), loaded);
        assertTrue(gaps.contains("unaccounted"), gaps::toString);
    }

    @Test
    void predictionIsTheArithmeticOfTheShare() {
        Finding forward = diagnose(new RunSimulation(7)).findings().stream()
                .filter(finding ->
                        "forward".equals(finding.stage()) && finding.id().equals("stage-time"))
                .findFirst()
                .orElseThrow();
        StageStatistics stage =
                diagnose(new RunSimulation(7)).analysis().stages().get(6);

        assertNotNull(forward.predicted());
        assertEquals(-20 * stage.shareOfMean(), forward.predicted().changePercent(), 0.001);
        assertEquals("latencyMs.mean", forward.predicted().metric());
    }

    @Test
    void whatQuestionsTheRunComesFirst() {
        List<String> some = ids(diagnose(
                new RunSimulation(4).requests(300).other(40).abandoned(2).failedPart(0.1)));
        List<String> all = ids(diagnose(new RunSimulation(9).requests(5).failedPart(1)));
        List<String> abandoned = ids(diagnose(new RunSimulation(9).requests(0).abandoned(3)));

        assertEquals("failures", some.get(0));
        assertEquals("failures", all.get(0));
        assertEquals(List.of("abandoned"), abandoned);
    }

    @Test
    void budgetThatWasExceededIsFound() {
        Diagnosis diagnosis = Diagnoser.diagnose(
                Recordings.overBudget(
                        Recordings.histogramsOnly(Recordings.full(
                                new RunSimulation(1).requests(6_000).documents())),
                        5_000_000_000L),
                AnalysisOptions.allTraces());

        assertEquals("profiler-over-budget", diagnosis.findings().get(0).id());
    }

    private static Diagnosis diagnose(RunSimulation simulation) {
        return Diagnoser.diagnose(simulation.documents(), AnalysisOptions.session(RunSimulation.SESSION));
    }

    private static List<String> ids(Diagnosis diagnosis) {
        return diagnosis.findings().stream().map(Finding::id).toList();
    }
}
