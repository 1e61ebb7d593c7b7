package io.narrows.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.Autocorrelation;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.QuantileIntervals;
import io.narrows.analysis.statistics.Quantiles;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Intervals against the truth on an M/M/1 queue, whose time in system is exponential: the p-quantile is
 * {@code -ln(1 - p) / (1 - utilisation)} service times. Fixed seeds, so the measured coverage does not vary.
 */
class QueueCoverageTest {

    private static final double UTILISATION = 0.8;
    private static final double NS = 1e6;

    static long[] times(int n, double utilisation, SplittableRandom random) {
        long[] times = new long[n];
        double wait = random.nextDouble() < utilisation ? exponential(1 / (1 - utilisation), random) : 0;
        for (int i = 0; i < n; i++) {
            double total = wait + exponential(1, random);
            times[i] = Math.round(total * NS);
            wait = Math.max(0, total - exponential(1 / utilisation, random));
        }
        return times;
    }

    private static double exponential(double mean, SplittableRandom random) {
        return mean * -Math.log(1 - random.nextDouble());
    }

    /** How often an interval was given, and how often one that was given missed the truth. */
    private record Coverage(double given, double missed) {
        double ofGiven() {
            return 1 - missed / given;
        }
    }

    private static Coverage coverage(int n, int runs, double p, boolean independent) {
        double truth = -Math.log(1 - p) / (1 - UTILISATION) * NS;
        int given = 0;
        int missed = 0;
        for (int seed = 0; seed < runs; seed++) {
            long[] times = times(n, UTILISATION, new SplittableRandom(seed));
            Estimate estimate = independent
                    ? independentInterval(times, p)
                    : QuantileIntervals.of(times).quantile(p);
            Double lo = estimate.lo();
            Double hi = estimate.hi();
            if (lo != null && hi != null) {
                given++;
                missed += lo <= truth && truth <= hi ? 0 : 1;
            }
        }
        return new Coverage((double) given / runs, (double) missed / runs);
    }

    /** The interval that is right for independent samples. */
    private static Estimate independentInterval(long[] times, double p) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        double half = 1.96 * Math.sqrt(p * (1 - p) / times.length);
        return new Estimate(Quantiles.of(sorted, p), (double) sorted[(int) ((p - half) * times.length)], (double)
                sorted[(int) Math.ceil((p + half) * times.length) - 1]);
    }

    @Test
    void intervalsCoverTheTruthWhereIndependentOnesDoNot() {
        for (double p : new double[] {0.5, 0.9, 0.99}) {
            Coverage ours = coverage(40_000, 60, p, false);
            Coverage independent = coverage(40_000, 60, p, true);

            assertTrue(ours.given() >= 0.8, () -> p + ": " + ours);
            assertTrue(ours.ofGiven() >= 0.9, () -> p + ": " + ours);
            assertTrue(independent.ofGiven() <= 0.4, () -> p + ": " + independent);
        }
    }

    @Test
    void shortRunsGiveNoIntervalRatherThanAWrongOne() {
        for (int n : new int[] {300, 1_000, 3_000, 10_000}) {
            for (double p : new double[] {0.5, 0.9, 0.99}) {
                Coverage ours = coverage(n, 100, p, false);

                assertTrue(ours.missed() <= 0.15, () -> n + ", " + p + ": " + ours);
            }
        }
    }

    @Test
    void longMemoryIsMeasured() {
        long[] independent = new long[10_000];
        SplittableRandom random = new SplittableRandom(1);
        Arrays.setAll(independent, i -> random.nextLong(1_000_000));
        double[] queue = Arrays.stream(times(200_000, UTILISATION, random))
                .asDoubleStream()
                .toArray();

        assertEquals(1, Autocorrelation.timeAbove(independent, 500_000), 0.3);
        // Asymptotic variance of the mean time in system of M/M/1, over its variance: about 85 at this utilisation.
        assertEquals(85, Autocorrelation.time(queue), 25);
    }
}
