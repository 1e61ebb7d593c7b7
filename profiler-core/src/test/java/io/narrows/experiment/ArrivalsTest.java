package io.narrows.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    @Test
    void poissonHasTheMeanRateAndExponentialGaps() {
        long[] at = schedule(Arrivals.poisson(1000, Duration.ofSeconds(100), 7));
        double[] gapsMs = new double[at.length - 1];
        for (int i = 0; i < gapsMs.length; i++) {
            gapsMs[i] = (at[i + 1] - at[i]) / 1e6;
        }

        assertEquals(100_000, at.length, 5 * Math.sqrt(100_000), "number of arrivals: Poisson, five sigma");
        double mean = Arrays.stream(gapsMs).average().orElseThrow();
        double variance = Arrays.stream(gapsMs)
                .map(g -> (g - mean) * (g - mean))
                .average()
                .orElseThrow();
        assertEquals(1.0, mean, 0.02, "mean gap");
        assertEquals(1.0, Math.sqrt(variance) / mean, 0.02, "coefficient of variation of an exponential is 1");
        for (double ms : new double[] {0.1, 0.5, 1, 2, 4}) {
            double longer = Arrays.stream(gapsMs).filter(g -> g > ms).count() / (double) gapsMs.length;
            assertEquals(Math.exp(-ms), longer, 0.01, "share of gaps above " + ms + " ms");
        }
    }

    @Test
    void sameSeedSameScheduleOtherSeedAnother() {
        Duration duration = Duration.ofSeconds(1);

        assertEquals(
                Arrays.toString(schedule(Arrivals.poisson(100, duration, 1))),
                Arrays.toString(schedule(Arrivals.poisson(100, duration, 1))));
        assertNotEquals(
                Arrays.toString(schedule(Arrivals.poisson(100, duration, 1))),
                Arrays.toString(schedule(Arrivals.poisson(100, duration, 2))));
    }

    @Test
    void closedArrivesWhenAskedUntilItsEnd() {
        Arrivals closed = Arrivals.closed(Duration.ofNanos(100));

        assertEquals(42, closed.nextNs(42));
        assertEquals(Arrivals.END, closed.nextNs(100));
    }

    private static long[] schedule(Arrivals arrivals) {
        return LongStream.iterate(arrivals.nextNs(0), at -> at != Arrivals.END, at -> arrivals.nextNs(0))
                .toArray();
    }
}
