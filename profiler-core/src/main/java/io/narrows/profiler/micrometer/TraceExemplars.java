package io.narrows.profiler.micrometer;

import io.narrows.log.TraceDocument;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Gives the buckets of a Prometheus registry exemplars that lead to a trace in the event log. Pass it to the registry:
 *
 * <pre>
 * new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new TraceExemplars())
 * </pre>
 *
 * <p>Only what a {@link MicrometerListener} records has such an exemplar, and only when the log keeps the trace: an exemplar
 * that leads nowhere is worse than none. Everything else that the registry counts is asked of another source, when there is
 * one. Thread-safe.
 */
public final class TraceExemplars implements SpanContext {
    private final @Nullable SpanContext others;

    /** Exemplars of what Narrows records alone. */
    public TraceExemplars() {
        this.others = null;
    }

    /**
     * Exemplars of what Narrows records, and of a tracer's spans for all other meters.
     *
     * @param others the tracer's, asked on threads that are not just recording a trace of ours
     */
    public TraceExemplars(SpanContext others) {
        this.others = others;
    }

    @Override
    public @Nullable String getCurrentTraceId() {
        TraceDocument trace = RecordedTrace.current();
        if (trace != null) {
            return hex(trace.traceIdHigh()) + hex(trace.traceIdLow());
        }
        return others == null ? null : others.getCurrentTraceId();
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        TraceDocument trace = RecordedTrace.current();
        if (trace != null) {
            return hex(TraceDocument.spanId(trace.traceIdLow(), trace.serial()));
        }
        return others == null ? null : others.getCurrentSpanId();
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return RecordedTrace.current() != null || (others != null && others.isCurrentSpanSampled());
    }

    /** Tells the other source, when the exemplar is one of its; a trace of ours is kept or not already. */
    @Override
    public void markCurrentSpanAsExemplar() {
        if (RecordedTrace.current() == null && others != null) {
            others.markCurrentSpanAsExemplar();
        }
    }

    private static String hex(long bits) {
        return HexFormat.of().toHexDigits(bits);
    }
}
