package io.narrows.log;

import java.util.List;

/**
 * One request from arrival to response. Times are ns of the run's monotonic clock ({@link RunHeader#anchorNs()}).
 *
 * <p>Spans do not overlap, are in order of time and lie inside [startNs, endNs]; what they leave free is unaccounted.
 * Spans that ran inside a batch are listed here too, with the batch's serial, so that the timeline is complete.
 *
 * @param serial number of the trace, unique in its run
 * @param traceIdHigh first 64 bits of the W3C trace id
 * @param traceIdLow last 64 bits of the W3C trace id
 * @param kind id of the request kind
 * @param startNs arrival
 * @param endNs response written; for an abandoned trace the last time known
 * @param outcome how it ended
 * @param failure why it failed; empty unless the outcome is FAILED
 * @param marked whether the embedder marked it as worth keeping
 * @param weight how many traces this one stands for
 * @param recovered whether it was put together from the buffers of a killed process
 * @param spans the timed executions of its stages
 * @param attributes its attributes
 */
public record TraceDocument(
        long serial,
        long traceIdHigh,
        long traceIdLow,
        int kind,
        long startNs,
        long endNs,
        Outcome outcome,
        String failure,
        boolean marked,
        double weight,
        boolean recovered,
        List<Span> spans,
        List<AttributeValue> attributes)
        implements LogDocument {

    public TraceDocument {
        spans = List.copyOf(spans);
        attributes = List.copyOf(attributes);
    }

    /** How a trace ended. The order of the constants is part of the log format. */
    public enum Outcome {
        /** Ended by the embedder without a failure. */
        OK,
        /** Ended by the embedder after {@code fail}. */
        FAILED,
        /** Never ended: closed by the profiler, or still open when the process was killed. */
        ABANDONED
    }

    /**
     * One timed execution of a stage.
     *
     * @param stage id of the stage
     * @param startNs start
     * @param endNs end, not before the start
     * @param batchSerial serial of the batch it ran in, or 0
     */
    public record Span(int stage, long startNs, long endNs, long batchSerial) {}

    /**
     * One attribute of a trace or batch.
     *
     * @param attribute id of the attribute
     * @param value its value
     */
    public record AttributeValue(int attribute, long value) {}
}
