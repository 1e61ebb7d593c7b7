package io.narrows.analysis;

import io.narrows.analysis.statistics.SortedSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Divides the good traces by the size of their input, into buckets of about as many requests. */
final class SizeBuckets {

    /** Attributes that tell the size of an input, the best first. */
    static final List<String> ATTRIBUTES = List.of("tokens", "request.bytes");

    private static final int MOST = 8;
    private static final int LEAST = 4;

    /** A bucket should hold this many traces, or its quantiles say little. */
    private static final int TRACES_PER_BUCKET = 250;

    private SizeBuckets() {}

    /** The buckets by the best attribute that at least half of the traces have; none where all sizes are the same. */
    static List<SizeBucket> of(Decomposition parts, TraceTable traces) {
        for (int which = 0; which < ATTRIBUTES.size(); which++) {
            int attribute = which;
            int[] known = parts.positions(row -> traces.inputSize(attribute, row) >= 0);
            if (2 * known.length >= traces.size() && known.length > 0) {
                return of(parts, traces, attribute, known);
            }
        }
        return List.of();
    }

    private static List<SizeBucket> of(Decomposition parts, TraceTable traces, int attribute, int[] known) {
        long[] sizes = new long[known.length];
        double[] weights = new double[known.length];
        for (int i = 0; i < known.length; i++) {
            sizes[i] = traces.inputSize(attribute, parts.row(known[i]));
            weights[i] = traces.weight(parts.row(known[i]));
        }
        SortedSample sorted = SortedSample.of(sizes, weights);
        long[] tops = tops(sorted, Math.max(LEAST, Math.min(MOST, known.length / TRACES_PER_BUCKET)));
        if (tops.length < 2) {
            return List.of();
        }
        List<SizeBucket> buckets = new ArrayList<>();
        long above = Long.MIN_VALUE;
        for (long top : tops) {
            long floor = above;
            int[] members = Arrays.stream(known)
                    .filter(position -> {
                        long size = traces.inputSize(attribute, parts.row(position));
                        return size > floor && size <= top;
                    })
                    .toArray();
            Decomposition.Group group = parts.group(members);
            long from = Arrays.stream(members)
                    .mapToLong(position -> traces.inputSize(attribute, parts.row(position)))
                    .min()
                    .orElse(top);
            buckets.add(new SizeBucket(
                    ATTRIBUTES.get(attribute),
                    from,
                    top,
                    Math.round(group.requests()),
                    group.latency(),
                    group.parts()));
            above = top;
        }
        return buckets;
    }

    /** Largest size in each bucket, ascending; fewer than asked for where one size is frequent. */
    private static long[] tops(SortedSample sorted, int buckets) {
        long[] tops = new long[buckets];
        for (int i = 1; i <= buckets; i++) {
            tops[i - 1] = i == buckets ? sorted.max() : sorted.quantile((double) i / buckets);
        }
        return Arrays.stream(tops).distinct().toArray();
    }
}
