package io.narrows.data.profile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All shards together, and how unequal they are.
 *
 * @param touched shards of which something was read
 * @param samples decoded
 * @param fileBytes taken from files
 * @param decodedBytes of the samples
 * @param time skew of the time of a shard
 * @param timePerSample skew of the time per sample: what remains when large shards may take longer
 * @param samplesSkew skew of the number of samples
 * @param slowest those that took longest, the longest first, at most {@value #SHOWN}
 */
public record ShardFigures(
        int touched,
        long samples,
        long fileBytes,
        long decodedBytes,
        Skew time,
        Skew timePerSample,
        Skew samplesSkew,
        List<ShardTime> slowest) {

    /** Shards that are told one by one. */
    public static final int SHOWN = 5;

    /**
     * How unequal some numbers are.
     *
     * @param maxToMedian the largest by the median, 1 where all are equal; 0 without numbers or where the median is 0
     * @param gini Gini coefficient: 0 where all are equal, close to 1 where one has all
     */
    public record Skew(double maxToMedian, double gini) {

        static Skew of(double[] numbers) {
            if (numbers.length == 0) {
                return new Skew(0, 0);
            }
            double[] sorted = numbers.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
            double sum = 0;
            double ranked = 0;
            for (int i = 0; i < n; i++) {
                sum += sorted[i];
                ranked += (i + 1.0) * sorted[i];
            }
            return new Skew(
                    median <= 0 ? 0 : sorted[n - 1] / median, sum <= 0 ? 0 : 2 * ranked / (n * sum) - (n + 1.0) / n);
        }
    }

    static ShardFigures of(List<ShardTime> times) {
        return new ShardFigures(
                times.size(),
                times.stream().mapToLong(ShardTime::samples).sum(),
                times.stream().mapToLong(ShardTime::fileBytes).sum(),
                times.stream().mapToLong(ShardTime::decodedBytes).sum(),
                Skew.of(times.stream().mapToDouble(time -> (double) time.ns()).toArray()),
                Skew.of(times.stream()
                        .filter(time -> time.samples() > 0)
                        .mapToDouble(ShardTime::nsPerSample)
                        .toArray()),
                Skew.of(times.stream()
                        .mapToDouble(time -> (double) time.samples())
                        .toArray()),
                times.stream()
                        .sorted(Comparator.comparingLong(ShardTime::ns).reversed())
                        .limit(SHOWN)
                        .toList());
    }
}
