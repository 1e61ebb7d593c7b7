package io.narrows.analysis;

import java.util.List;

/**
 * One request drawn in full.
 *
 * @param label why it was chosen, for example {@code slowest}
 * @param serial serial of its trace in the log
 * @param traceId W3C trace id, 32 hexadecimal digits
 * @param kind kind of request
 * @param startS arrival, in seconds after the first measured arrival
 * @param latencyMs arrival to response
 * @param bars its spans in order of time
 * @param attributes its attributes, {@code name value unit}
 */
public record Waterfall(
        String label,
        long serial,
        String traceId,
        String kind,
        double startS,
        double latencyMs,
        List<Bar> bars,
        List<String> attributes) {

    public Waterfall {
        bars = List.copyOf(bars);
        attributes = List.copyOf(attributes);
    }

    /**
     * One span, or a gap that no stage covers.
     *
     * @param stage name of the stage, {@link #UNACCOUNTED} for a gap
     * @param segment DATA, COMPUTE, SERVING, or empty for a gap
     * @param startMs after the arrival
     * @param durationMs how long
     * @param batchSerial the batch it ran in, or 0
     * @param batchSize members of that batch, 0 where unknown
     */
    public record Bar(
            String stage, String segment, double startMs, double durationMs, long batchSerial, int batchSize) {}

    /** Name of a gap. */
    public static final String UNACCOUNTED = "unaccounted";
}
