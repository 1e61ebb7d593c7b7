package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.QuantileIntervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How often the 95 % intervals of quantiles hold the true one, on series whose quantiles are known: independent exponential
 * samples, and the times in system of an M/M/1 queue, which are exponential with the rate {@code 1 - utilisation} in units of
 * the service rate. The queue starts in its steady state.
 */
final class IntervalCoverage {
    private static final double[] UTILISATIONS = {0, 0.5, 0.8, 0.85};
    private static final int[] LENGTHS = {3_000, 12_000, 60_000, 240_000};
    private static final double[] QUANTILES = {0.5, 0.99};
    private static final double NS = 1e6;

    /** Where fewer than this part of the runs give an interval, the answer is "n too small", and few may say otherwise. */
    private static final double MOSTLY = 0.5;

    private static final double MOST_WRONG_PERCENT = 5;

    private final Bench bench;
    private final int trials;

    IntervalCoverage(Bench bench) {
        this.bench = bench;
        this.trials = bench.quick() ? 400 : 2_000;
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (double utilisation : UTILISATIONS) {
            for (int length : LENGTHS) {
                if (utilisation == 0 && length > 12_000) {
                    continue; // more of the same
                }
                bench.say(String.format(Locale.ROOT, "coverage: %s, %d requests", name(utilisation), length));
                rows.addAll(rows(utilisation, length));
            }
        }
        return rows;
    }

    private static String name(double utilisation) {
        return utilisation == 0 ? "independent" : String.format(Locale.ROOT, "M/M/1 at %.0f %%", 100 * utilisation);
    }

    private List<Row> rows(double utilisation, int length) {
        int[] given = new int[QUANTILES.length];
        int[] covered = new int[QUANTILES.length];
        for (int trial = 0; trial < trials; trial++) {
            QuantileIntervals intervals =
                    QuantileIntervals.of(times(length, utilisation, new SplittableRandom(1_000_003L * length + trial)));
            for (int i = 0; i < QUANTILES.length; i++) {
                Estimate estimate = intervals.quantile(QUANTILES[i]);
                Double lo = estimate.lo();
                Double hi = estimate.hi();
                double truth = -Math.log(1 - QUANTILES[i]) / (1 - utilisation) * NS;
                if (lo != null && hi != null) {
                    given[i]++;
                    covered[i] += lo <= truth && truth <= hi ? 1 : 0;
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < QUANTILES.length; i++) {
            rows.add(row(utilisation, length, QUANTILES[i], given[i], covered[i]));
        }
        return rows;
    }

    private Row row(double utilisation, int length, double p, int given, int covered) {
        String which = String.format(Locale.ROOT, "%s, %d requests, p%.0f", name(utilisation), length, 100 * p);
        String note = String.format(
                Locale.ROOT,
                "%d of %d given; \"n too small\" in %.1f %% of %d trials; wrong in %.1f %% of all",
                covered,
                given,
                100.0 * (trials - given) / trials,
                trials,
                100.0 * (given - covered) / trials);
        double lo = utilisation == 0 ? 93 : 90;
        double hi = utilisation == 0 ? 97 : 98;
        String target = String.format(Locale.ROOT, "%.0f to %.0f", lo, hi);
        if (given < MOSTLY * trials) {
            return Row.limit(
                    which + ": mostly too small; wrong intervals",
                    100.0 * (given - covered) / trials,
                    "%",
                    MOST_WRONG_PERCENT,
                    note);
        }
        double coverage = 100.0 * covered / given;
        double half = 196 * Math.sqrt(Math.max(covered, 1.0) / given * (given - covered + 1.0) / given / given);
        Row.Holds holds = coverage >= lo && coverage <= hi
                ? Row.Holds.YES
                : coverage + half < lo || coverage - half > hi ? Row.Holds.NO : Row.Holds.CANNOT_TELL;
        return new Row(
                which + ": intervals that hold the truth",
                coverage,
                "%",
                coverage - half,
                Math.min(100, coverage + half),
                target,
                holds,
                note);
    }

    /** Times in system by Lindley's recursion; at utilisation 0 nobody waits. */
    private static long[] times(int length, double utilisation, SplittableRandom random) {
        long[] times = new long[length];
        double wait = random.nextDouble() < utilisation ? exponential(1 / (1 - utilisation), random) : 0;
        for (int i = 0; i < length; i++) {
            double total = wait + exponential(1, random);
            times[i] = Math.round(total * NS);
            wait = utilisation == 0 ? 0 : Math.max(0, total - exponential(1 / utilisation, random));
        }
        return times;
    }

    private static double exponential(double mean, SplittableRandom random) {
        return mean * -Math.log(1 - random.nextDouble());
    }
}
