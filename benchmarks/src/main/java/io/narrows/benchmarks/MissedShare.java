package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which part of all requests was not done within a time: a fixed one, or a multiple of the p99 of another server. Holds no
 * state.
 *
 * <p>"The p99 is at most r times the other's p99 L" says exactly that at most 1 % of all requests are not done within r times
 * L. The share can be estimated where the quotient of the two p99 cannot: a request that was refused or lost is a miss,
 * without a time having to be made up for it.
 */
final class MissedShare {
    /*
     * The observation is the round: stalls and bursts hit many requests of one round together, so requests are not
     * independent of each other. Rounds of both servers come in pairs, with the same texts at the same moments.
     *
     * Two intervals, of which the wider end counts on each side: the percentiles of the share over resamples of whole pairs
     * of rounds, L computed anew in each, and Student's t over the shares of the rounds at the L of all. The first knows
     * that L is uncertain, the second that few rounds vary more than they show. The upper end is never below 3 / n, what no
     * miss among n independent requests leaves open.
     */

    /** The share at which a limit is a p99, in percent. */
    static final double PERCENT = 1;

    private static final double QUANTILE = 0.99;
    private static final int FEWEST_ROUNDS = 4;
    private static final int PARTS = 16;
    private static final int RESAMPLES = 4_000;
    private static final long SEED = 0x6d697373656473L;

    /** Student's t at 97.5 % for 1, 2, ... degrees of freedom; that of the last is used above. */
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086
    };

    private MissedShare() {}

    /**
     * The share in percent, with a 95 % interval where there are enough rounds.
     *
     * @param own of each round the latencies of all scheduled requests, in ms; infinite where one was not answered
     * @param other the same of the rounds of the other server
     * @param times of the other's p99, the time in which requests are to be done
     */
    static Estimate ofP99(List<double[]> own, List<double[]> other, double times) {
        if (own.size() != other.size() || own.isEmpty()) {
            throw new IllegalArgumentException(
                    "rounds come in pairs, at least one; there are " + own.size() + " and " + other.size());
        }
        Rounds mine = new Rounds(own);
        Rounds others = new Rounds(other);
        int[] all = mine.all();
        double limit = times * others.p99(all);
        double share = mine.missed(all, limit);
        if (all.length < FEWEST_ROUNDS) {
            return Estimate.withoutInterval(share);
        }
        double[] resampled = resampled(mine, others, times);
        double[] byRound = new double[all.length];
        Arrays.setAll(byRound, round -> mine.missed(new int[] {round}, limit));
        double mean = Arrays.stream(byRound).average().orElse(share);
        double half = halfWidth(byRound, mean);
        double lo = Math.min(resampled[(int) (0.025 * RESAMPLES)], mean - half);
        double hi = Math.max(resampled[(int) (0.975 * RESAMPLES)], mean + half);
        return new Estimate(share, Math.max(0, lo), Math.min(100, Math.max(hi, 300.0 / mine.count(all))));
    }

    /**
     * The share in percent that took longer than a limit, with a 95 % interval over the parts of the time where there are
     * enough: what is slow for a while, a stall or a neighbour of the machine, lies in few of them and makes it wider.
     *
     * @param inTimeOrderMs in the order in which they happened; infinite where one was not answered
     */
    static Estimate over(double[] inTimeOrderMs, double limitMs) {
        int count = inTimeOrderMs.length;
        if (count < PARTS) {
            return Estimate.withoutInterval(count == 0 ? Double.NaN : missed(inTimeOrderMs, 0, count, limitMs));
        }
        double[] byPart = new double[PARTS];
        Arrays.setAll(byPart, part -> missed(inTimeOrderMs, count * part / PARTS, count * (part + 1) / PARTS, limitMs));
        double share = missed(inTimeOrderMs, 0, count, limitMs);
        double half = halfWidth(byPart, Arrays.stream(byPart).average().orElse(share));
        double hi = Math.max(share + half, 300.0 / count);
        return new Estimate(share, Math.max(0, share - half), Math.min(100, hi));
    }

    private static double missed(double[] ms, int from, int to, double limitMs) {
        long late = Arrays.stream(ms, from, to).filter(one -> one > limitMs).count();
        return 100.0 * late / (to - from);
    }

    /** The p99 of all rounds together: the least time within which 99 % of all requests were done; infinite where fewer were. */
    static double p99Ms(List<double[]> rounds) {
        Rounds all = new Rounds(rounds);
        return all.p99(all.all());
    }

    /** Requests of all rounds that took longer than a limit and were answered. */
    static long laterThan(List<double[]> rounds, double limitMs) {
        return rounds.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(ms -> ms > limitMs && ms < Double.POSITIVE_INFINITY)
                .count();
    }

    private static double[] resampled(Rounds mine, Rounds others, double times) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] shares = new double[RESAMPLES];
        int[] drawn = mine.all();
        for (int i = 0; i < RESAMPLES; i++) {
            Arrays.setAll(drawn, at -> random.nextInt(drawn.length));
            shares[i] = mine.missed(drawn, times * others.p99(drawn));
        }
        Arrays.sort(shares);
        return shares;
    }

    private static double halfWidth(double[] values, double mean) {
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        int freedom = values.length - 1;
        return T[Math.min(T.length, freedom) - 1] * Math.sqrt(squares / freedom / values.length);
    }

    /** Latencies by round, sorted, so that a quantile of any selection of rounds is found by counting. */
    private static final class Rounds {
        private final double[][] byRound;
        private final double[] sorted;

        Rounds(List<double[]> rounds) {
            byRound = rounds.stream().map(double[]::clone).toArray(double[][]::new);
            for (double[] round : byRound) {
                Arrays.sort(round);
            }
            sorted = rounds.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        }

        int[] all() {
            int[] all = new int[byRound.length];
            Arrays.setAll(all, round -> round);
            return all;
        }

        int count(int[] drawn) {
            int count = 0;
            for (int round : drawn) {
                count += byRound[round].length;
            }
            return count;
        }

        double p99(int[] drawn) {
            int rank = (int) Math.ceil(QUANTILE * count(drawn));
            int lo = 0;
            int hi = sorted.length - 1;
            while (lo < hi) {
                int middle = (lo + hi) / 2;
                if (within(drawn, sorted[middle]) >= rank) {
                    hi = middle;
                } else {
                    lo = middle + 1;
                }
            }
            return sorted[lo];
        }

        /** Percentage that was not done within a limit, or not at all. */
        double missed(int[] drawn, double limit) {
            int count = count(drawn);
            return 100.0 * (count - within(drawn, Math.min(limit, Double.MAX_VALUE))) / count;
        }

        private int within(int[] drawn, double limit) {
            int within = 0;
            for (int round : drawn) {
                within += atMost(byRound[round], limit);
            }
            return within;
        }

        private static int atMost(double[] ascending, double limit) {
            int lo = 0;
            int hi = ascending.length;
            while (lo < hi) {
                int middle = (lo + hi) / 2;
                if (ascending[middle] <= limit) {
                    lo = middle + 1;
                } else {
                    hi = middle;
                }
            }
            return lo;
        }
    }
}
