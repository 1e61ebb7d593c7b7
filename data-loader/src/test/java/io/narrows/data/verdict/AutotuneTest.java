package io.narrows.data.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutotuneTest {
    private static final AutotuneConfig CONFIG =
            new AutotuneConfig(Duration.ofSeconds(1), Duration.ofMillis(300), 2, 0.02);

    private static Autotune run(SimulatedLoader loader, int steps) {
        Autotune autotune = new Autotune(loader::counts, loader::ready, List.of(loader), 8, CONFIG, loader);
        for (int i = 0; i < steps; i++) {
            loader.step();
            autotune.afterBatch();
        }
        return autotune;
    }

    @Test
    void workersAreAddedUntilTheConsumerIsTheLimitAndEachIsMeasured() {
        SimulatedLoader loader = new SimulatedLoader(12, 3.1, 1, 8, 8);
        List<Trial> trials = run(loader, 10_000).trials();
        assertEquals(4, loader.workers(), "12 ms of work for each 3.1 ms of the consumer");
        assertEquals(3, trials.size(), trials.toString());
        for (Trial trial : trials) {
            assertTrue(trial.kept(), trial.text());
            assertEquals(trial.predicted().value(), trial.measured().value(), 0.1, trial.text());
            assertTrue(trial.measured().lo() > 0, trial.text());
        }
        assertTrue(
                trials.get(0).text().startsWith("load 1 -> 2 workers: predicted +"),
                trials.get(0).text());
        assertTrue(trials.get(0).text().endsWith("]: kept"), trials.get(0).text());
    }

    @Test
    void whatDoesNotGiveWhatWasPredictedIsTakenBackAndNotTriedAgain() {
        SimulatedLoader loader = new SimulatedLoader(12, 2, 2, 8, 8);
        loader.contend(2);
        List<Trial> trials = run(loader, 10_000).trials();
        assertEquals(2, loader.workers());
        assertEquals(1, trials.size(), trials.toString());
        assertFalse(trials.get(0).kept());
        assertTrue(trials.get(0).predicted().value() > 0.3, trials.get(0).text());
        assertTrue(trials.get(0).measured().hi() < 0, trials.get(0).text());
        assertTrue(trials.get(0).text().endsWith("taken back"));
    }

    @Test
    void whatTheLargerNumberLeftInTheQueueIsUsedUpBeforeTheSmallerOneIsMeasured() {
        // One worker makes 800 in a second, two 1,600, of which the consumer takes 1,000.
        SimulatedLoader loader = new SimulatedLoader(1.25, 1, 1, 8, 8, 2_000);
        List<Trial> trials = run(loader, 30_000).trials();
        assertEquals(2, loader.workers(), trials.toString());
        assertEquals(1, trials.size(), trials.toString());
        assertEquals(
                0.25, trials.get(0).predicted().value(), 0.02, trials.get(0).text());
        assertEquals(0.25, trials.get(0).measured().value(), 0.02, trials.get(0).text());
    }

    @Test
    void aModelThatIsTheLimitIsLeftAlone() {
        SimulatedLoader loader = new SimulatedLoader(3, 5, 1, 8, 8);
        assertEquals(List.of(), run(loader, 5_000).trials());
        assertEquals(1, loader.workers());
    }

    @Test
    void theBoundOfTheGroupHolds() {
        SimulatedLoader loader = new SimulatedLoader(12, 1, 2, 8, 2);
        assertEquals("", run(loader, 3_000).text());
        assertEquals(2, loader.workers());
    }

    @Test
    void nonsenseIsRefused() {
        assertEquals(
                "window is PT0S, but must be longer than nothing",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new AutotuneConfig(Duration.ZERO, Duration.ZERO, 1, 0))
                        .getMessage());
        assertEquals(
                "rounds is 0, but must be at least 1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new AutotuneConfig(Duration.ofSeconds(1), Duration.ZERO, 0, 0))
                        .getMessage());
    }
}
