package io.narrows.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoalTest {

    @ParameterizedTest
    @CsvSource({
        "p99=50ms, P99, 50, p99=50ms",
        "p50=800us, P50, 0.8, p50=0.8ms",
        "p90=1.5s, P90, 1500, p90=1500ms",
        "throughput=120/s, THROUGHPUT, 120, throughput=120/s"
    })
    void readsWhatItWrites(String text, Goal.Metric metric, double limit, String written) {
        Goal goal = Goal.parse(text);

        assertEquals(new Goal(metric, limit), goal);
        assertEquals(written, goal.toString());
        assertEquals(goal, Goal.parse(goal.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p99",
                "p99=50",
                "p99=0ms",
                "p95=50ms",
                "p99=-1ms",
                "p99=1e3ms",
                "throughput=120",
                "p99 = 5ms"
            })
    void refusesEverythingElseInOneLine(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Goal.parse(text))
                .getMessage();

        assertTrue(message.startsWith("'" + text + "' is no goal; one is p50, p90 or p99"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void whatMeetsTheGoalComesFirst() {
        MadeUpRun run = new MadeUpRun(1).requests(1_200, 85, (made, r) -> r.in("DATA tokenize", 30)
                .queue("SERVING queue")
                .in("COMPUTE forward", 10)
                .release());
        run.processors(0.2, 0.3, 0, 0);
        List<Finding> findings = run.diagnosis(Goal.p99Under(80)).findings();

        assertEquals("too-few-workers", findings.get(0).id());
        assertEquals(Boolean.TRUE, findings.get(0).meetsGoal());
        for (Finding finding : findings) {
            Finding.Prediction predicted = finding.predicted();
            assertNotNull(predicted);
            assertEquals("latencyMs.p99", predicted.metric());
        }
        assertTrue(findings.stream().anyMatch(finding -> Boolean.FALSE.equals(finding.meetsGoal())));
        assertFalse(run.diagnosis(Goal.p99Under(0.001)).findings().stream()
                .anyMatch(finding -> Boolean.TRUE.equals(finding.meetsGoal())));
        assertNull(run.diagnosis(Goal.p99Under(1e6)).findings().get(0).meetsGoal(), "met already");
    }
}
