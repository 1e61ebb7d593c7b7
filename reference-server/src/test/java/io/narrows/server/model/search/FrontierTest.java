package io.narrows.server.model.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FrontierTest {

    @Test
    void noChoiceOfAllThereAreBeatsOneOnTheFrontier() {
        SplittableRandom random = new SplittableRandom(11);
        double[] losses = new double[10];
        long[] saved = new long[10];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = random.nextInt(1, 1000);
            saved[i] = random.nextInt(1, 1000);
        }
        List<Frontier.Choice> frontier = Frontier.of(losses, saved);
        for (int bits = 0; bits < 1 << losses.length; bits++) {
            double loss = 0;
            long time = 0;
            for (int i = 0; i < losses.length; i++) {
                loss += (bits >> i & 1) * losses[i];
                time += (bits >> i & 1) * saved[i];
            }
            double lossOf = loss;
            long best = frontier.stream()
                    .filter(choice -> choice.loss() <= lossOf)
                    .mapToLong(Frontier.Choice::saved)
                    .max()
                    .orElse(-1);
            assertTrue(best >= time, bits + " saves " + time + ", the frontier " + best + " for a loss of " + loss);
        }
        assertEquals(0, frontier.get(0).bits());
        assertEquals((1 << losses.length) - 1, frontier.get(frontier.size() - 1).bits());
    }

    @Test
    void whatSavesNothingIsNeverChosenAndAGainInAnswersCountsAsNoLoss() {
        assertEquals(
                List.of(new Frontier.Choice(0b100, 0, 2), new Frontier.Choice(0b101, 1, 5)),
                Frontier.of(new double[] {1, 0, -1}, new long[] {3, -5, 2}));
    }

    @Test
    void asManyTimesAsLossesAreNeeded() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Frontier.of(new double[1], new long[2]));
        assertEquals("1 losses and 2 times, must be as many, at most 31", e.getMessage());
    }
}
