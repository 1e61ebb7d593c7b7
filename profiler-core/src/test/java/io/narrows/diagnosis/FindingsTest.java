package io.narrows.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.Recordings;
import io.narrows.analysis.RunSimulation;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {

    @Test
    void everyGainIsWorthTelling() {
        Diagnosis diagnosis = diagnose(new RunSimulation(5));

        int rank = 1;
        for (Finding finding : diagnosis.findings()) {
            assertEquals(rank++, finding.rank());
            Finding.Prediction predicted = finding.predicted();
            assertNotNull(predicted);
            assertTrue(predicted.atWorst() <= -Findings.FLOOR, finding.title());
            assertNotNull(predicted.lo());
            assertNotNull(predicted.hi());
            assertTrue(predicted.lo() <= predicted.changePercent() && predicted.changePercent() <= predicted.hi());
        }
        assertTrue(rank > 1);
    }

    @Test
    void causeStandsBeforeWhatItExplains() {
        List<Finding> findings = diagnose(new RunSimulation(6).ratePerS(350)).findings();

        assertEquals("padding-waste", findings.get(0).id());
        List<Finding> explained = findings.stream()
                .filter(finding -> finding.evidence().endsWith("explained by padding-waste"))
                .toList();
        assertEquals(
                List.of("queue-saturated", "stage-time"),
                explained.stream().map(Finding::id).toList());
    }

    @Test
    void whatQuestionsTheRunComesFirst() {
        List<String> some = ids(diagnose(
                new RunSimulation(4).requests(300).other(40).abandoned(2).failedPart(0.1)));
        List<String> all = ids(diagnose(new RunSimulation(9).requests(5).failedPart(1)));
        List<String> abandoned = ids(diagnose(new RunSimulation(9).requests(0).abandoned(3)));
        List<String> dropped = ids(diagnose(new RunSimulation(6).dropped(400).failedPart(0.002)));
        List<String> gaps = ids(diagnose(new RunSimulation(6).gapNs(3_000_000)));

        assertEquals("failures", some.get(0));
        assertEquals("failures", all.get(0));
        assertEquals(List.of("abandoned"), abandoned);
        assertEquals("records-dropped", dropped.get(0));
        assertEquals("failures", dropped.get(dropped.size() - 1));
        assertTrue(gaps.contains("unaccounted"), gaps::toString);
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

    @Test
    void sameLogSameFindings() {
        assertEquals(
                diagnose(new RunSimulation(7)).findings(),
                diagnose(new RunSimulation(7)).findings());
    }

    private static Diagnosis diagnose(RunSimulation simulation) {
        return Diagnoser.diagnose(simulation.documents(), AnalysisOptions.session(RunSimulation.SESSION));
    }

    private static List<String> ids(Diagnosis diagnosis) {
        return diagnosis.findings().stream().map(Finding::id).toList();
    }
}
