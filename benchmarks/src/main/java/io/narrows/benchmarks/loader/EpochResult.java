package io.narrows.benchmarks.loader;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What reading some data once, or several times, came to.
 *
 * @param samples all that were delivered
 * @param timed those that were delivered in the time
 * @param seconds the time
 * @param sum of one number of each sample that was delivered
 */
public record EpochResult(long samples, long timed, double seconds, long sum) {

    /** Samples a second. */
    public double perS() {
        return timed / seconds;
    }

    /** What a process printed. */
    public static EpochResult of(JsonNode json) {
        return new EpochResult(
                json.required("samples").asLong(),
                json.required("timed").asLong(),
                json.required("seconds").asDouble(),
                json.required("sum").asLong());
    }
}
