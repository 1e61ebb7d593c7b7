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
 * @param weight how many traces this one stands for; 0 if it is there to be looked at and never for an estimate
 * @param recovered whether it was put together from the buffers of a killed process
 * @param spans the timed executions of its stages
 * @param attributes its attributes
 * @param parentSpanId W3C span id of the caller's span, or 0
 * @param kept why it is in the log
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
        List<AttributeValue> attributes,
        long parentSpanId,
        Kept kept)
        implements LogDocument {

    public TraceDocument {
        spans = List.copyOf(spans);
        attributes = List.copyOf(attributes);
    }

    /** Returns the same trace, in the log for another reason and standing for another number. */
    public TraceDocument with(double newWeight, Kept reason) {
        if (newWeight == weight && reason == kept) {
            return this;
        }
        return new TraceDocument(
                serial,
                traceIdHigh,
                traceIdLow,
                kind,
                startNs,
                endNs,
                outcome,
                failure,
                marked,
                newWeight,
                recovered,
                spans,
                attributes,
                parentSpanId,
                reason);
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

    /** Why a trace is in the log. The order of the constants is part of the log format. */
    public enum Kept {
        /** Chosen by its trace id, as one of N. */
        SAMPLED,
        /** Slower than the quantile of its kind that counts as slow. */
        SLOW,
        /** Failed. */
        FAILED,
        /** Marked by the embedder. */
        MARKED,
        /** Never ended. */
        ABANDONED,
        /** Overlaps one that was kept for what happened to it; its weight is 0. */
        CONTEXT;

        /** Returns what alone keeps a trace that ended so, however long it took. */
        public static Kept of(Outcome outcome, boolean marked) {
            return switch (outcome) {
                case OK -> marked ? MARKED : SAMPLED;
                case FAILED -> FAILED;
                case ABANDONED -> ABANDONED;
            };
        }
    }

    /**
     * Returns the W3C span id of the root span of a trace: never 0, and the same wherever it is computed.
     *
     * <p>The bits are mixed by the finalizer "Mix13" of D. Stafford (as in SplitMix64), since serials are small numbers.
     *
     * @param traceIdLow last 64 bits of the trace id
     * @param serial number of the trace in its run
     */
    public static long spanId(long traceIdLow, long serial) {
        long z = traceIdLow + serial * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return z == 0 ? 1 : z;
    }

    /** Returns the W3C span id of this trace's root span. */
    public long spanId() {
        return spanId(traceIdLow, serial);
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
