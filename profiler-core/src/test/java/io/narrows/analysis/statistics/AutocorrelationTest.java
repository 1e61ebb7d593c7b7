package io.narrows.analysis.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AutocorrelationTest {

    @Test
    void aSeriesWithMemoryHasTheTimeThatItIsMadeWith() {
        SplittableRandom random = new SplittableRandom(1);
        double[] series = new double[30_000];
        for (int i = 1; i < series.length; i++) {
            series[i] = 0.8 * series[i - 1] + random.nextDouble(-1, 1);
        }

        assertEquals((1 + 0.8) / (1 - 0.8), Autocorrelation.time(series), 1);
    }

    @Test
    void theSumOverADriftingSeriesEndsOnceNoIntervalIsGivenAnyway() {
        double[] ramp = new double[30_000];
        long[] latencies = new long[ramp.length];
        Arrays.setAll(ramp, i -> i);
        Arrays.setAll(latencies, i -> i);
        double time = Autocorrelation.time(ramp);

        assertTrue(time > 3_000 && time < 3_010, "a tenth of it: " + time);
        assertTrue(Autocorrelation.timeAbove(latencies, 15_000) < 3_010);
        assertNull(QuantileIntervals.of(latencies).quantile(0.5).lo());
        assertNull(new BlockBootstrap(ramp.length, time)
                .ratio(BlockBootstrap.prefix(ramp), BlockBootstrap.prefix(ramp))
                .lo());
    }

    @Test
    void aShortDriftingSeriesIsSummedToItsEnd() {
        double[] ramp = new double[160];
        Arrays.setAll(ramp, i -> i);

        assertTrue(Autocorrelation.time(ramp) > 40, () -> "far above a tenth: " + Autocorrelation.time(ramp));
    }
}
