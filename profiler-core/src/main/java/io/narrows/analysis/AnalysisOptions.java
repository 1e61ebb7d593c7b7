package io.narrows.analysis;

import org.jspecify.annotations.Nullable;

/**
 * What an analysis looks at, and what is known beside the log.
 *
 * @param sessionTraceIdHigh first 64 bits of the trace ids that a load session used; only these traces are measured. Null
 *     measures every trace
 * @param client what the load generator of that session saw, or null
 */
public record AnalysisOptions(
        @Nullable Long sessionTraceIdHigh, @Nullable ClientLatency client) {

    /** Every trace is measured. */
    public static AnalysisOptions allTraces() {
        return new AnalysisOptions(null, null);
    }

    /** Only the traces of a load session are measured. */
    public static AnalysisOptions session(long traceIdHigh) {
        return new AnalysisOptions(traceIdHigh, null);
    }

    /** The same with what the load generator saw. */
    public AnalysisOptions with(@Nullable ClientLatency seen) {
        return new AnalysisOptions(sessionTraceIdHigh, seen);
    }

    /** Whether a trace counts as measured. */
    public boolean measures(long traceIdHigh) {
        Long session = sessionTraceIdHigh;
        return session == null || session == traceIdHigh;
    }
}
