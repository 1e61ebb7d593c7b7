package io.narrows.analysis;

import io.narrows.analysis.statistics.CompactColumn;
import io.narrows.analysis.statistics.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Divides traces by the size of their input, into buckets of about as many requests. */
final class SizeBuckets {

    private static final int MOST = 8;
    private static final int LEAST = 4;

    /** A bucket should hold this many traces, or its quantiles say little. */
    private static final int TRACES_PER_BUCKET = 250;

    private SizeBuckets() {}

    /**
     * The buckets by tokens, or by bytes where less than half of the traces tell their tokens; none where less than half
     * tell either, or where all are of one size.
     */
    static List<SizeBucket> of(TraceTable traces, TraceGroup all, Function<TraceGroup, QueueAndService> parts) {
        List<SizeBucket> byTokens = of("tokens", traces.tokens(), traces, all, parts);
        return byTokens.isEmpty() ? of("request.bytes", traces.requestBytes(), traces, all, parts) : byTokens;
    }

    private static List<SizeBucket> of(
            String attribute,
            CompactColumn sizes,
            TraceTable traces,
            TraceGroup all,
            Function<TraceGroup, QueueAndService> parts) {
        int[] known = all.rows(row -> sizes.get(row) != CompactColumn.ABSENT);
        if (2 * known.length < all.size() || known.length == 0) {
            return List.of();
        }
        long[] tops = tops(sizes, traces, known);
        if (tops.length < 2) {
            return List.of();
        }
        List<SizeBucket> buckets = new ArrayList<>();
        long above = -1;
        for (long top : tops) {
            long floor = above;
            int[] members = all.rows(row -> sizes.get(row) > floor && sizes.get(row) <= top);
            long from = Arrays.stream(members).mapToLong(sizes::get).min().orElse(top);
            TraceGroup group = new TraceGroup(traces, members);
            buckets.add(new SizeBucket(
                    attribute, from, top, Math.round(group.requests()), group.latency(), parts.apply(group)));
            above = top;
        }
        return buckets;
    }

    /** Largest size in each bucket, ascending; fewer than asked for where one size is frequent. */
    private static long[] tops(CompactColumn sizes, TraceTable traces, int[] known) {
        int buckets = Math.max(LEAST, Math.min(MOST, known.length / TRACES_PER_BUCKET));
        long[] values = Arrays.stream(known).mapToLong(sizes::get).toArray();
        double whole = Arrays.stream(known).mapToDouble(traces::weight).sum();
        long[] tops = new long[buckets];
        double below = 0;
        int bucket = 0;
        for (int place : Order.ascending(values)) {
            below += traces.weight(known[place]);
            while (bucket < buckets && below >= whole * (bucket + 1) / buckets - 1e-9 * whole) {
                tops[bucket++] = values[place];
            }
        }
        return Arrays.stream(tops, 0, bucket).distinct().toArray();
    }
}
