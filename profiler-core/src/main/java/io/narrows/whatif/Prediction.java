package io.narrows.whatif;

import java.util.List;

/**
 * What a run would have been with something changed. Intervals hold the chance in what was recorded and the error of the
 * replay itself. Immutable.
 *
 * @param changes what is changed
 * @param p50 median latency in ms
 * @param p90 90th percentile in ms
 * @param p99 99th percentile in ms
 * @param mean mean latency in ms
 * @param throughput answered requests per second
 * @param caution why to trust it less than its interval says, one line; empty where there is nothing
 */
public record Prediction(
        List<Change> changes,
        Quantity p50,
        Quantity p90,
        Quantity p99,
        Quantity mean,
        Quantity throughput,
        String caution) {

    public Prediction {
        changes = List.copyOf(changes);
    }
}
