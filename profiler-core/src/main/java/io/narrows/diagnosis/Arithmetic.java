package io.narrows.diagnosis;

import io.narrows.analysis.statistics.Autocorrelation;
import io.narrows.analysis.statistics.Order;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the latencies when each request saves some time and nothing else changes. It does not know queues: a
 * shorter service also shortens the wait of those behind. Deterministic. Not thread-safe.
 */
final class Arithmetic {

    /*
     * The metric is computed from the latencies as they were and as they would be, over the same requests. Its interval comes from
     * a circular block bootstrap over the pairs (see BlockBootstrap for the length of the blocks): what happens to be drawn twice
     * is drawn twice on both sides, so the ratio varies little. Of a resample only the slow end is looked at, from the slowest on,
     * until the part above the quantile is reached. All changes are measured over the same resamples, drawn once.
     */

    private static final int RESAMPLES = 200;
    private static final long SEED = 0x66696e64696e67L;

    /** Fewer requests than this have less than five above the p99, which then says little. */
    private static final int ENOUGH_FOR_P99 = 500;

    /** Effective observations needed for an interval to be given. */
    private static final double MIN_EFFECTIVE = 10;

    /** Name of the mean in report.json. */
    static final String MEAN_PATH = "latencyMs.mean";

    private final Requests requests;
    private final List<Metric> metrics;
    private final int blockLength;
    private final boolean enough;
    private final int[] before;
    private final Map<Metric, double[]> drawnBefore = new HashMap<>();
    private short @Nullable [][] resamples;

    /** What a change is measured by; a null part stands for the mean. */
    private record Metric(String path, @Nullable Double part) {}

    private static final Metric MEAN = new Metric(MEAN_PATH, null);
    private static final Metric P99 = new Metric(Goal.Metric.P99.path(), 0.99);

    /** For the quantile of a goal; without one for the p99, or for the mean where the p99 says little or is left as it is. */
    Arithmetic(Requests requests, @Nullable Goal goal) {
        this.requests = requests;
        int n = requests.size();
        this.metrics = metrics(n, goal);
        double tau = Autocorrelation.time(requests.latencyNs());
        double length = Math.cbrt(n * tau * tau);
        this.blockLength = (int) Math.max(1, Math.min(Math.ceil(length), Math.max(1, n / 4)));
        this.enough = n / tau >= MIN_EFFECTIVE;
        this.before = slowestFirst(requests.latencyNs());
    }

    private static List<Metric> metrics(int requests, @Nullable Goal goal) {
        if (goal != null && goal.metric() == Goal.Metric.P50) {
            return List.of(new Metric(goal.metric().path(), 0.5));
        }
        if (goal != null && goal.metric() == Goal.Metric.P90) {
            return List.of(new Metric(goal.metric().path(), 0.9));
        }
        if (goal != null && goal.metric() == Goal.Metric.P99) {
            return List.of(P99);
        }
        return requests < ENOUGH_FOR_P99 ? List.of(MEAN) : List.of(P99, MEAN);
    }

    /**
     * Predicts.
     *
     * @param savedNs what each request saves; more than it takes counts as all of it
     * @param assumption the change it is computed for, in words
     * @param bound {@code at least} or {@code at most}
     */
    Finding.Prediction saving(double[] savedNs, String assumption, String bound) {
        double[] latencies = requests.latencyNs();
        double[] changed = new double[latencies.length];
        for (int row = 0; row < changed.length; row++) {
            changed[row] = Math.max(0, latencies[row] - savedNs[row]);
        }
        int[] after = slowestFirst(changed);
        Finding.Prediction first = prediction(metrics.get(0), changed, after, assumption, bound);
        if (metrics.size() == 1 || first.atWorst() <= -Findings.FLOOR) {
            return first;
        }
        Finding.Prediction second = prediction(metrics.get(1), changed, after, assumption, bound);
        return second.atWorst() < first.atWorst() ? second : first;
    }

    private Finding.Prediction prediction(
            Metric metric, double[] changed, int[] after, String assumption, String bound) {
        double[] latencies = requests.latencyNs();
        short[] once = new short[changed.length];
        Arrays.fill(once, (short) 1);
        double was = value(metric, latencies, before, once);
        double value = change(was, value(metric, changed, after, once));
        Double lo = null;
        Double hi = null;
        if (enough) {
            short[][] samples = resamples();
            double[] unchanged = drawnBefore.computeIfAbsent(metric, one -> values(one, latencies, before, samples));
            double[] drawn = values(metric, changed, after, samples);
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = change(unchanged[i], drawn[i]);
            }
            Arrays.sort(drawn);
            lo = drawn[(int) (0.025 * RESAMPLES)];
            hi = drawn[(int) (0.975 * RESAMPLES)];
        }
        return new Finding.Prediction(metric.path(), assumption, bound, value, lo, hi, was / 1e6);
    }

    private static double change(double was, double is) {
        return was <= 0 ? 0 : 100 * (is / was - 1);
    }

    /** How often each row was drawn, in each resample. */
    private short[][] resamples() {
        short[][] known = resamples;
        if (known == null) {
            SplittableRandom random = new SplittableRandom(SEED);
            known = new short[RESAMPLES][];
            for (int i = 0; i < RESAMPLES; i++) {
                known[i] = resample(random);
            }
            resamples = known;
        }
        return known;
    }

    private short[] resample(SplittableRandom random) {
        int n = requests.size();
        short[] times = new short[n];
        for (int drawn = 0; drawn < n; drawn += blockLength) {
            int row = random.nextInt(n);
            for (int k = 0; k < blockLength; k++) {
                times[row]++;
                row = row + 1 == n ? 0 : row + 1;
            }
        }
        return times;
    }

    private double[] values(Metric metric, double[] column, int[] slowestFirst, short[][] samples) {
        double[] values = new double[samples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(metric, column, slowestFirst, samples[i]);
        }
        return values;
    }

    /** The metric over rows that each count some times. */
    private double value(Metric metric, double[] column, int[] slowestFirst, short[] times) {
        double[] weights = requests.weights();
        Double part = metric.part();
        if (part == null) {
            return mean(column, weights, times);
        }
        double all = 0;
        for (int row = 0; row < times.length; row++) {
            all += times[row] * weights[row];
        }
        double above = all * (1 - part) + 1e-9 * all;
        double slower = 0;
        for (int row : slowestFirst) {
            slower += times[row] * weights[row];
            if (slower > above) {
                return column[row];
            }
        }
        return 0;
    }

    private static double mean(double[] column, double[] weights, short[] times) {
        double all = 0;
        double sum = 0;
        for (int row = 0; row < times.length; row++) {
            all += times[row] * weights[row];
            sum += times[row] * weights[row] * column[row];
        }
        return all == 0 ? 0 : sum / all;
    }

    /** Of equal ones the earlier first. */
    private static int[] slowestFirst(double[] column) {
        long[] keys = new long[column.length];
        for (int row = 0; row < keys.length; row++) {
            // The bits of a double in two's complement instead of sign and magnitude are in its order; turned round.
            long bits = Double.doubleToLongBits(column[row] + 0.0);
            keys[row] = ~(bits ^ ((bits >> 63) & Long.MAX_VALUE));
        }
        return Order.ascending(keys);
    }
}
