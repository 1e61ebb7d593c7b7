package io.narrows.analysis;

/**
 * The good requests whose input has about one size.
 *
 * @param attribute attribute that tells the size, {@code tokens} or {@code request.bytes}
 * @param from smallest size in it
 * @param to largest size in it
 * @param count how many requests
 * @param latency their latency
 * @param parts how it divides into waiting and work
 */
public record SizeBucket(
        String attribute, long from, long to, long count, LatencyEstimates latency, QueueAndService parts) {}
