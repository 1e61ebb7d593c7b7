package io.narrows.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.Autocorrelation;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.QuantileIntervals;
import io.narrows.analysis.statistics.Quantiles;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Intervals against the truth on an M/M/1 queue, whose time in system is exponential: the p-quantile is
 * {@code -ln(1 - p) / (1 - utilisation)} service times. At utilisation 0 nobody
 * waits, and samples are independent. Fixed seeds, so the measured coverage does not vary; the long form with 2,000 trials is
 * {@code benchmarks/run analysis --coverage}.
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
            wait = utilisation == 0 ? 0 : Math.max(0, total - exponential(1 / utilisation, random));
        }
        return times;
    }

    private static double exponential(double mean, SplittableRandom random) {
        return mean * -Math.log(1 - random.nextDouble());
    }

    /** How often an interval was given, and how often one that was given missed the truth. */
    private static final class Coverage {
        private final double p;
        private int runs;
        private int given;
        private int covered;

        private Coverage(double p) {
            this.p = p;
        }

        void add(Estimate estimate, double utilisation) {
            double truth = -Math.log(1 - p) / (1 - utilisation) * NS;
            Double lo = estimate.lo();
            Double hi = estimate.hi();
            runs++;
            if (lo != null && hi != null) {
                given++;
                covered += lo <= truth && truth <= hi ? 1 : 0;
            }
        }

        double given() {
            return (double) given / runs;
        }

        double ofGiven() {
            return (double) covered / given;
        }

        double missed() {
            return (double) (given - covered) / runs;
        }

        @Override
        public String toString() {
            return "p" + 100 * p + ": " + covered + " of " + given + " given in " + runs;
        }
    }

    private static List<Coverage> coverage(int n, double utilisation, int runs) {
        List<Coverage> all = Stream.of(0.5, 0.9, 0.99).map(Coverage::new).toList();
        for (int seed = 0; seed < runs; seed++) {
            QuantileIntervals intervals = QuantileIntervals.of(times(n, utilisation, new SplittableRandom(seed)));
            all.forEach(coverage -> coverage.add(intervals.quantile(coverage.p), utilisation));
        }
        return all;
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
    void intervalsCoverTheTruth() {
        for (Coverage independent : coverage(3_000, 0, 400)) {
            assertTrue(independent.given() == 1, independent::toString);
            assertTrue(independent.ofGiven() >= 0.925 && independent.ofGiven() <= 0.985, independent::toString);
        }
        for (Coverage quiet : coverage(12_000, 0.5, 100)) {
            assertTrue(quiet.given() >= 0.95, quiet::toString);
            assertTrue(quiet.ofGiven() >= 0.89, quiet::toString);
        }
        for (Coverage busy : coverage(80_000, 0.8, 50)) {
            assertTrue(busy.given() >= 0.9, busy::toString);
            assertTrue(busy.ofGiven() >= 0.88, busy::toString);
        }
    }

    @Test
    void intervalsForIndependentSamplesDoNot() {
        for (double p : new double[] {0.5, 0.9, 0.99}) {
            Coverage independent = new Coverage(p);
            for (int seed = 0; seed < 60; seed++) {
                long[] times = times(40_000, UTILISATION, new SplittableRandom(seed));
                independent.add(independentInterval(times, p), UTILISATION);
            }

            assertTrue(independent.ofGiven() <= 0.4, independent::toString);
        }
    }

    @Test
    void shortRunsGiveNoIntervalRatherThanAWrongOne() {
        for (int n : new int[] {300, 1_000, 3_000, 10_000}) {
            for (Coverage coverage : coverage(n, UTILISATION, 100)) {
                assertTrue(coverage.missed() <= 0.12, () -> n + ", " + coverage);
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

    @Test
    void saysHowManyRequestsAnIntervalNeeds() {
        SplittableRandom random = new SplittableRandom(77);
        assertEquals(
                400, QuantileIntervals.of(times(2_000, 0, random)).enough(0.99), 100, "independent: 4 slower ones");
        long enough = QuantileIntervals.of(times(200_000, UTILISATION, random)).enough(0.99);
        int longEnough = 0;
        int tooShort = 0;
        for (int trial = 0; trial < 20; trial++) {
            longEnough += given((int) (2 * enough), random) ? 1 : 0;
            tooShort += given((int) (enough / 3), random) ? 1 : 0;
        }
        assertTrue(longEnough >= 16, longEnough + " of 20 runs of twice " + enough + " requests have an interval");
        assertTrue(tooShort <= 4, tooShort + " of 20 runs of a third of " + enough + " requests have an interval");
    }

    private static boolean given(int n, SplittableRandom random) {
        return QuantileIntervals.of(times(n, UTILISATION, random))
                        .quantile(0.99)
                        .lo()
                != null;
    }
}
