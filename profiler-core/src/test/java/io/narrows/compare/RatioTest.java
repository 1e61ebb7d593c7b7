package io.narrows.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.Estimate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatioTest {

    @Test
    void anExactFirstLeavesTheSecondsInterval() {
        Estimate ratio = Ratio.of(new Estimate(10, 10.0, 10.0), new Estimate(20, 16.0, 30.0));

        assertEquals(2, ratio.value(), 1e-12);
        assertNotNull(ratio.lo());
        assertNotNull(ratio.hi());
        assertEquals(1.6, ratio.lo(), 1e-12);
        assertEquals(3, ratio.hi(), 1e-12);
    }

    @Test
    void whatHasNoIntervalGivesNone() {
        assertNull(
                Ratio.of(Estimate.withoutInterval(1), new Estimate(2, 1.0, 3.0)).lo());
        assertNull(
                Ratio.of(new Estimate(1, 0.0, 2.0), new Estimate(2, 1.0, 3.0)).hi());
        assertTrue(Double.isNaN(
                Ratio.of(Estimate.withoutInterval(0), new Estimate(2, 1.0, 3.0)).value()));
    }

    @Test
    void coversTheTruthAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(1);
        int trials = 4_000;
        int covered = 0;
        for (int i = 0; i < trials; i++) {
            Estimate ratio = Ratio.of(estimate(random, 50, 3), estimate(random, 40, 1));
            assertNotNull(ratio.lo());
            assertNotNull(ratio.hi());
            covered += ratio.lo() <= 0.8 && 0.8 <= ratio.hi() ? 1 : 0;
        }
        assertEquals(0.95, (double) covered / trials, 0.012);
    }

    private static Estimate estimate(SplittableRandom random, double mean, double deviation) {
        double value = mean + deviation * gaussian(random);
        return new Estimate(value, value - 1.96 * deviation, value + 1.96 * deviation);
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
