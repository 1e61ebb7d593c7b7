package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.Estimate;

/**
 * A property of requests that goes with their latency.
 *
 * @param name attribute, or {@code batch size}, {@code cache miss}, {@code shard 3}, {@code kind X}
 * @param typical its mean among typical requests
 * @param slow its mean among the slow ones
 * @param msPerUnit by how much latency grows with one unit of it, from least squares over all requests
 * @param tailMs ms of the p99 that go with it: that slope times the difference between slow and typical ones
 */
public record Covariate(String name, double typical, double slow, double msPerUnit, Estimate tailMs) {}
