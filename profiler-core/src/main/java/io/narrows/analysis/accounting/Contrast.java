package io.narrows.analysis.accounting;

import io.narrows.analysis.TailBand;
import io.narrows.analysis.statistics.BlockBootstrap;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.SortedSample;
import io.narrows.analysis.statistics.WeightedSeries;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Slow requests against typical ones: differences of means, with intervals. Deterministic: the seed is fixed. Immutable once
 * made, thread-safe.
 */
final class Contrast {

    /*
     * Slow requests come in heaps, one hiccup makes many. So the run is cut into blocks that are long against the memory of
     * the latencies, and the resamples draw blocks, each with all its slow and typical requests [1]. Block length
     * (n tau^2)^(1/3) as in statistics.BlockBootstrap; there are at most MOST_BLOCKS, so that one pass over a packed column
     * leaves a few hundred sums, and a resample of any column costs as many steps. The same draws serve all columns, so
     * that the parts of each resample add up as those of the run do.
     *
     * Who is slow changes with the resample as well: where it holds more slow requests, the slowest 1 % of it begin later. To
     * first order [2] a mean over those above a quantile changes with a resample like
     *
     *     E + (S* - E W*) / (p N*)
     *
     * S* and W* being sum and weight over the requests that are slow in the run, p N* how many are to be slow, and E the mean
     * right at the edge; the same holds at the two edges of the typical ones. Without it, intervals are half as wide as
     * they have to be. A run that shows few heaps shows too little of how they vary, so intervals are stretched as in
     * statistics.BlockBootstrap, those of a difference by CAUTION at least.
     *
     * Where slow requests are in fewer blocks than ENOUGH_BLOCKS, or the run is as short against its memory as
     * statistics.BlockBootstrap asks for, no interval is given.
     *
     * 1. Kuensch, The jackknife and the bootstrap for general stationary observations (1989)
     * 2. Hampel, The influence curve and its role in robust estimation (1974)
     */

    private static final int RESAMPLES = 1_000;
    private static final int MOST_BLOCKS = 256;
    private static final int ENOUGH_BLOCKS = 8;

    /** Least factor on the interval of a difference; measured on simulated queues. */
    private static final double CAUTION = 1.25;

    private static final long SEED = 0x6163636f756e74L;
    private static final byte COUNTED = 1;
    private static final byte SLOW = 2;
    private static final byte TYPICAL = 4;
    private static final byte SLOW_EDGE = 8;
    private static final byte LOW_EDGE = 16;
    private static final byte HIGH_EDGE = 32;

    private final int rows;
    private final byte[] groups;
    private final double @Nullable [] weights;
    private final int[] blockOf;
    private final int blocks;
    private final int[] draws;
    private final double[] allWeight;
    private final double[] slowWeight;
    private final double[] typicalWeight;
    private final double[] belowWeight;
    private final boolean enough;
    private final double stretch;
    private final TailContrast told;

    /**
     * Divides requests into slow, typical and others.
     *
     * @param ledger what is known of them
     * @param countedFromNs requests that arrived before do not count
     */
    Contrast(Ledger ledger, long countedFromNs) {
        rows = ledger.rows();
        groups = new byte[rows];
        long[] latencies = new long[rows];
        double[] all = new double[rows];
        int n = 0;
        boolean weighted = false;
        PackedColumn.Cursor starts = ledger.starts().cursor();
        PackedColumn.Cursor times = ledger.latencies().cursor();
        for (int row = 0; row < rows; row++) {
            if (starts.at(row) >= countedFromNs) {
                groups[row] = COUNTED;
                latencies[n] = times.orZero(row);
                all[n] = ledger.weight(row);
                weighted |= all[n] != 1;
                n++;
            }
        }
        latencies = Arrays.copyOf(latencies, n);
        double @Nullable [] counted = weighted ? Arrays.copyOf(all, n) : null;
        weights = weighted ? perRow(ledger) : null;
        if (n == 0) {
            blockOf = new int[0];
            blocks = 0;
            draws = new int[0];
            allWeight = new double[0];
            slowWeight = new double[0];
            typicalWeight = new double[0];
            belowWeight = new double[0];
            enough = false;
            stretch = 1;
            told = TailContrast.EMPTY;
            return;
        }
        double time = time(latencies, counted);
        blocks = blocks(n, time);
        stretch = BlockBootstrap.stretch(n, time);
        blockOf = new int[rows];
        SortedSample sample = SortedSample.of(latencies, counted);
        long slowFrom = TailBand.floorNs(sample);
        long typicalFrom = sample.quantile(0.4);
        long typicalTo = sample.quantile(0.6);
        allWeight = new double[blocks];
        slowWeight = new double[blocks];
        typicalWeight = new double[blocks];
        belowWeight = new double[blocks];
        Edge low = Edge.around(sample, 0.4, 0.03);
        Edge high = Edge.around(sample, 0.6, 0.03);
        double above = partFrom(latencies, counted, slowFrom);
        Edge slow = Edge.around(sample, 1 - above, above / 4);
        long[] kept = new long[2];
        for (int row = 0, i = 0; row < rows; row++) {
            if (groups[row] == 0) {
                continue;
            }
            int in = (int) ((long) i * blocks / n);
            blockOf[row] = in;
            double weight = counted == null ? 1 : counted[i];
            allWeight[in] += weight;
            if (latencies[i] >= slowFrom) {
                groups[row] |= SLOW;
                slowWeight[in] += weight;
                kept[0]++;
            }
            if (latencies[i] >= typicalFrom && latencies[i] <= typicalTo) {
                groups[row] |= TYPICAL;
                typicalWeight[in] += weight;
                kept[1]++;
            }
            belowWeight[in] += latencies[i] < typicalFrom ? weight : 0;
            groups[row] |= slow.holds(latencies[i]) ? SLOW_EDGE : 0;
            groups[row] |= low.holds(latencies[i]) ? LOW_EDGE : 0;
            groups[row] |= high.holds(latencies[i]) ? HIGH_EDGE : 0;
            i++;
        }
        enough = BlockBootstrap.enough(WeightedSeries.effective(n, counted), time)
                && Arrays.stream(slowWeight).filter(weight -> weight > 0).count() >= ENOUGH_BLOCKS;
        draws = enough ? draws(blocks) : new int[0];
        Sums sums = sums(ledger.latencies());
        told = new TailContrast(
                Math.round(sum(slowWeight)),
                kept[0],
                slowFrom / 1e6,
                sum(sums.slow) / sum(slowWeight) / 1e6,
                Math.round(sum(typicalWeight)),
                kept[1],
                typicalFrom / 1e6,
                typicalTo / 1e6,
                sum(sums.typical) / sum(typicalWeight) / 1e6,
                difference(sums).times(1e-6));
    }

    private double[] perRow(Ledger ledger) {
        double[] all = new double[rows];
        for (int row = 0; row < rows; row++) {
            all[row] = ledger.weight(row);
        }
        return all;
    }

    private static double time(long[] latencies, double @Nullable [] weights) {
        double[] series = new double[latencies.length];
        for (int i = 0; i < series.length; i++) {
            series[i] = latencies[i];
        }
        return WeightedSeries.time(series, weights);
    }

    private static int blocks(int n, double time) {
        double length = Math.max(1, Math.ceil(Math.cbrt(n * time * time)));
        double blocks = Math.min(MOST_BLOCKS, n / length);
        return blocks >= 1 ? (int) blocks : 1;
    }

    /** Which part of the requests takes a time at least. */
    private static double partFrom(long[] latencies, double @Nullable [] weights, long fromNs) {
        double slow = 0;
        double all = 0;
        for (int i = 0; i < latencies.length; i++) {
            double weight = weights == null ? 1 : weights[i];
            all += weight;
            slow += latencies[i] >= fromNs ? weight : 0;
        }
        return slow / all;
    }

    private static int[] draws(int blocks) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] draws = new int[RESAMPLES * blocks];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = random.nextInt(blocks);
        }
        return draws;
    }

    /** Which requests are slow and which typical. */
    TailContrast told() {
        return told;
    }

    /** How many requests the counted traces stand for. */
    double requests() {
        return sum(allWeight);
    }

    int rows() {
        return rows;
    }

    boolean counts(int row) {
        return groups[row] != 0;
    }

    boolean slow(int row) {
        return (groups[row] & SLOW) != 0;
    }

    boolean typical(int row) {
        return (groups[row] & TYPICAL) != 0;
    }

    double weight(int row) {
        return weights == null ? 1 : weights[row];
    }

    int blockOf(int row) {
        return blockOf[row];
    }

    int blocks() {
        return blocks;
    }

    /** Latencies close to a quantile. */
    private record Edge(long from, long to) {

        static Edge around(SortedSample sample, double p, double half) {
            return new Edge(sample.quantile(Math.max(0, p - half)), sample.quantile(Math.min(1, p + half)));
        }

        boolean holds(long latency) {
            return latency >= from && latency <= to;
        }
    }

    /**
     * Sums of a column over the blocks, and means at the edges.
     *
     * @param all over all counted requests together
     * @param slow over the slow ones, by block
     * @param typical over the typical ones, by block
     * @param atSlow mean where the slow ones begin
     * @param atLow mean where the typical ones begin
     * @param atHigh mean where they end
     */
    @SuppressWarnings("ArrayRecordComponent") // sums of blocks, never compared
    record Sums(double all, double[] slow, double[] typical, double atSlow, double atLow, double atHigh) {}

    /** A value of each row. */
    interface Values {
        /** Value of a row; asked for from the first row to the last. */
        double of(int row);
    }

    Sums sums(PackedColumn column) {
        return sums(reading(column));
    }

    Sums sums(Values values) {
        double all = 0;
        double[] slow = new double[blocks];
        double[] typical = new double[blocks];
        double[] edges = new double[6];
        for (int row = 0; row < rows; row++) {
            byte group = groups[row];
            if (group == 0) {
                continue;
            }
            double weight = weight(row);
            double value = values.of(row) * weight;
            all += value;
            if ((group & SLOW) != 0) {
                slow[blockOf[row]] += value;
            }
            if ((group & TYPICAL) != 0) {
                typical[blockOf[row]] += value;
            }
            if (group >= SLOW_EDGE) {
                edge(edges, 0, group & SLOW_EDGE, value, weight);
                edge(edges, 2, group & LOW_EDGE, value, weight);
                edge(edges, 4, group & HIGH_EDGE, value, weight);
            }
        }
        return new Sums(all, slow, typical, mean(edges, 0), mean(edges, 2), mean(edges, 4));
    }

    private static void edge(double[] edges, int at, int in, double value, double weight) {
        if (in != 0) {
            edges[at] += value;
            edges[at + 1] += weight;
        }
    }

    private static double mean(double[] edges, int at) {
        return edges[at + 1] > 0 ? edges[at] / edges[at + 1] : 0;
    }

    /** Reads a column row by row; a row without a value reads as 0. */
    static Values reading(PackedColumn column) {
        return column.cursor()::orZero;
    }

    /** Mean over the slow requests less mean over the typical ones. */
    Estimate difference(Sums sums) {
        double requests = sum(allWeight);
        double slowPart = sum(slowWeight) / requests;
        double typicalPart = sum(typicalWeight) / requests;
        double belowPart = sum(belowWeight) / requests;
        return estimate(Math.max(CAUTION, stretch), drawn -> {
            if (drawn.run()) {
                return sum(sums.slow) / sum(slowWeight) - sum(sums.typical) / sum(typicalWeight);
            }
            double all = drawn.sum(allWeight);
            double below = drawn.sum(belowWeight) / all - belowPart;
            double upTo = below + drawn.sum(typicalWeight) / all - typicalPart;
            double slow = sums.atSlow + (drawn.sum(sums.slow) - sums.atSlow * drawn.sum(slowWeight)) / (slowPart * all);
            double typical = (drawn.sum(sums.typical) / all - sums.atHigh * upTo + sums.atLow * below) / typicalPart;
            return slow - typical;
        });
    }

    /** The run itself, not resampled. */
    Drawn run() {
        return new Drawn(-1);
    }

    /** A statistic of the run and of its resamples. A resample for which it is not a number is left out. */
    Estimate estimate(ToDoubleFunction<Drawn> statistic) {
        return estimate(stretch, statistic);
    }

    private Estimate estimate(double factor, ToDoubleFunction<Drawn> statistic) {
        double value = statistic.applyAsDouble(run());
        value = Double.isFinite(value) ? value : 0;
        if (!enough) {
            return Estimate.withoutInterval(value);
        }
        double[] results = new double[RESAMPLES];
        int n = 0;
        for (int r = 0; r < RESAMPLES; r++) {
            double result = statistic.applyAsDouble(new Drawn(r));
            if (Double.isFinite(result)) {
                results[n++] = result;
            }
        }
        if (2 * n < RESAMPLES) {
            return Estimate.withoutInterval(value);
        }
        Arrays.sort(results, 0, n);
        double lo = results[(int) (0.025 * n)];
        double hi = results[(int) (0.975 * n)];
        return new Estimate(value, value + factor * (lo - value), value + factor * (hi - value));
    }

    /** One resample of the blocks, or the run itself. */
    final class Drawn {
        private final int number;

        private Drawn(int number) {
            this.number = number;
        }

        /** Whether it is the run itself. */
        boolean run() {
            return number < 0;
        }

        /** Sum over the blocks of the resample. */
        double sum(double[] perBlock) {
            if (number < 0) {
                return Contrast.sum(perBlock);
            }
            double sum = 0;
            for (int i = number * blocks, end = i + blocks; i < end; i++) {
                sum += perBlock[draws[i]];
            }
            return sum;
        }
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
