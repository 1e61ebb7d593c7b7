package io.narrows.analysis;

import java.util.List;

/**
 * What the log's histograms say about all requests that ended, kept or not, failed ones too, over the whole log and not only
 * its measured session. Durations are those of a bucket, which differ from the true ones by at most 1/64; means, counts and
 * the longest are exact.
 *
 * @param seconds time that the histograms cover
 * @param kinds latency of each kind of request, most frequent first
 * @param stages time of one execution of each stage, an execution of a batch once per member, in order of first appearance
 */
public record AllTraces(double seconds, List<Line> kinds, List<Line> stages) {

    public AllTraces {
        kinds = List.copyOf(kinds);
        stages = List.copyOf(stages);
    }

    /**
     * One kind or stage.
     *
     * @param name its name
     * @param segment segment of a stage, empty for a kind
     * @param count how many
     * @param meanMs their mean
     * @param p50Ms median
     * @param p90Ms 90th percentile
     * @param p99Ms 99th percentile
     * @param maxMs longest
     * @param shareOfMean of a stage: its time as part of the latency of all requests, 0 to 1; of a kind: its part of all
     *     requests' time
     */
    public record Line(
            String name,
            String segment,
            long count,
            double meanMs,
            double p50Ms,
            double p90Ms,
            double p99Ms,
            double maxMs,
            double shareOfMean) {}

    /** All requests. */
    public long count() {
        return kinds.stream().mapToLong(Line::count).sum();
    }

    /** Mean latency of all of them; 0 without any. */
    public double meanMs() {
        long count = count();
        return count == 0
                ? 0
                : kinds.stream()
                                .mapToDouble(kind -> kind.meanMs() * kind.count())
                                .sum()
                        / count;
    }

    /** Time of the requests that lies in no stage, as part of their latency. */
    public double unaccounted() {
        return Math.max(0, 1 - stages.stream().mapToDouble(Line::shareOfMean).sum());
    }
}
