package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.Estimate;

/**
 * Which requests are called slow and which typical.
 *
 * @param slow how many requests are slow: the slowest 1 %, in a short run at least 20 but never more than a tenth
 * @param slowKept traces in the log that stand for them
 * @param slowFromMs latency of the fastest of them
 * @param slowMeanMs their mean latency
 * @param typical how many requests are typical: from the 40th to the 60th percentile of latency
 * @param typicalKept traces in the log that stand for them
 * @param typicalFromMs latency of the fastest of them
 * @param typicalToMs latency of the slowest of them
 * @param typicalMeanMs their mean latency
 * @param differenceMs mean of the slow ones less mean of the typical ones; what the parts of the tail sum to
 */
public record TailContrast(
        long slow,
        long slowKept,
        double slowFromMs,
        double slowMeanMs,
        long typical,
        long typicalKept,
        double typicalFromMs,
        double typicalToMs,
        double typicalMeanMs,
        Estimate differenceMs) {

    /** No request at all. */
    public static final TailContrast EMPTY = new TailContrast(0, 0, 0, 0, 0, 0, 0, 0, 0, Estimate.withoutInterval(0));
}
