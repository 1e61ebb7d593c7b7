package io.narrows.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a server did under load.
 *
 * @param latenciesMs of the requests at the given rate, in ascending order
 * @param cpuMs processor time for them
 * @param requests how many they were, those of the warm-up included
 * @param answered answers while it was saturated
 * @param saturatedS how long it was saturated
 */
record Slice(List<Double> latenciesMs, double cpuMs, long requests, long answered, double saturatedS) {
    Slice {
        latenciesMs = List.copyOf(latenciesMs);
    }

    double meanMs() {
        return latenciesMs.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    double p50Ms() {
        return latenciesMs.get(latenciesMs.size() / 2);
    }

    double p99Ms() {
        return latenciesMs.get((int) Math.ceil(latenciesMs.size() * 0.99) - 1);
    }

    double cpuMsPerRequest() {
        return cpuMs / requests;
    }

    double maxPerS() {
        return answered / saturatedS;
    }

    /** Both as if they were one. */
    Slice plus(Slice other) {
        return new Slice(
                Stream.concat(latenciesMs.stream(), other.latenciesMs.stream())
                        .sorted()
                        .toList(),
                cpuMs + other.cpuMs,
                requests + other.requests,
                answered + other.answered,
                saturatedS + other.saturatedS);
    }
}
